import { type CompiledQuery, sql } from "kysely";
import type { EventType } from "../../events/event-types.ts";
import { pageOf, rangeOfPage } from "../../kernel/page.ts";
import type {
  DisabledReason,
  EndpointOrdering,
  EndpointStatus,
  WebhookEndpoint,
} from "../../webhooks/endpoint.ts";
import type { EndpointChange, WebhookEndpointStore } from "../../webhooks/webhook-store.ts";
import { type Engine, RefusedBatch } from "../engine.ts";
import { orderedBy, withinRange } from "../keyset.ts";
import { type QueryBuilder, queryBuilder } from "../query.ts";
import type { Tables } from "../tables.ts";

export const endpointColumns = [
  "id",
  "url",
  "secret",
  "events",
  "status",
  "disabled_reason",
  "ordering",
  "failing_since",
  "created_at",
  "updated_at",
] as const;

export type EndpointRow = Pick<Tables["webhook_endpoints"], (typeof endpointColumns)[number]>;

export function createWebhookEndpointStore(engine: Engine): WebhookEndpointStore {
  const db = queryBuilder(engine.dialect);
  return {
    async create(endpoint) {
      const insert = db
        .insertInto("webhook_endpoints")
        .values({
          id: endpoint.id,
          url: endpoint.url,
          secret: endpoint.sealedSecret,
          events: JSON.stringify(endpoint.events),
          status: "enabled",
          disabled_reason: null,
          ordering: endpoint.ordering,
          fanned_out: sql<number>`(select coalesce(max(position), 0) from events)`,
          failing_since: null,
          created_at: endpoint.createdAt,
          updated_at: endpoint.createdAt,
        })
        .returning(endpointColumns)
        .compile();
      return orDuplicate(async () => toEndpoint(rowsOf<EndpointRow>(await engine.write([insert]), 0)[0]));
    },
    async list(query) {
      const range = rangeOfPage(query);
      const select = sql<EndpointRow>`select * from webhook_endpoints where true${withinRange("id", range)}
        ${orderedBy("id", range)}`;
      return pageOf((await engine.read(select.compile(db))).map(toEndpoint), query, ({ id }) => id);
    },
    async find(id) {
      const select = db.selectFrom("webhook_endpoints").select(endpointColumns).where("id", "=", id);
      const [row] = await engine.read<EndpointRow>(select.compile());
      return row && toEndpoint(row);
    },
    async update(id, change) {
      const statements = updateStatements(db, id, change);
      return orDuplicate(async () => {
        const rows = rowsOf<EndpointRow>(await engine.write(statements), statements.length - 1);
        return rows[0] && toEndpoint(rows[0]);
      });
    },
    async remove(id) {
      const remove = db.deleteFrom("webhook_endpoints").where("id", "=", id).returning("id").compile();
      return rowsOf(await engine.write([remove]), 0).length > 0;
    },
  };
}

function updateStatements(db: QueryBuilder, id: string, change: EndpointChange): CompiledQuery<unknown>[] {
  const { url, events, status, at } = change;
  const update = db
    .updateTable("webhook_endpoints")
    .set({
      ...(url === undefined ? {} : { url }),
      ...(events === undefined ? {} : { events: JSON.stringify(events) }),
      ...(status === undefined ? {} : { status, disabled_reason: null }),
      ...(status === "enabled" ? { failing_since: null } : {}),
      // Two edits within one millisecond must still differ: workers compare it.
      updated_at: sql<number>`case when updated_at < ${at} then cast(${at} as bigint) else updated_at + 1 end`,
    })
    .where("id", "=", id)
    .returning(endpointColumns)
    .compile();
  return status === "enabled" ? [...dueAtOnce(db, id, at), update] : [update];
}

/** What waited for its next attempt need not wait for a receiver that was just declared well; an enabled endpoint is left alone. */
function dueAtOnce(db: QueryBuilder, id: string, at: number): CompiledQuery<unknown>[] {
  const wasDisabled = db
    .selectFrom("webhook_endpoints")
    .select("id")
    .where("id", "=", id)
    .where("status", "=", "disabled");
  return [
    db
      .updateTable("webhook_lanes")
      .set({ next_at: at, blocked_since: null })
      .where("endpoint_id", "in", wasDisabled)
      .where("next_at", "is not", null)
      .compile(),
    db
      .updateTable("webhook_deliveries")
      .set({ next_at: at })
      .where("endpoint_id", "in", wasDisabled)
      .where(sql<boolean>`state in ('pending', 'parked')`)
      .where("next_at", ">", at)
      .compile(),
  ];
}

async function orDuplicate<T>(write: () => Promise<T>): Promise<T | "duplicate_url"> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof RefusedBatch && error.code.startsWith("unique:")) return "duplicate_url";
    throw error;
  }
}

/** The rows of one statement of a batch. */
export function rowsOf<Row>(results: readonly (readonly unknown[])[], index: number): readonly Row[] {
  return (results[index] ?? []) as readonly Row[];
}

export function toEndpoint(row: EndpointRow | undefined): WebhookEndpoint {
  if (!row) throw new Error("the endpoint's row was not returned");
  return {
    id: row.id,
    url: row.url,
    sealedSecret: row.secret,
    events: JSON.parse(row.events) as EventType[],
    status: row.status as EndpointStatus,
    disabledReason: row.disabled_reason as DisabledReason | null,
    ordering: row.ordering as EndpointOrdering,
    failingSince: row.failing_since,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
