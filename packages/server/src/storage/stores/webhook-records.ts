import { type CompiledQuery, type RawBuilder, sql } from "kysely";
import { newId } from "../../kernel/ids.ts";
import type { DeliveryResult } from "../../webhooks/delivery.ts";
import type { EndpointHealth, LaneRecord, ParkedRecord } from "../../webhooks/webhook-store.ts";
import type { Dialect } from "../dialect.ts";
import { type QueryBuilder, queryBuilder } from "../query.ts";

export const LEASE_LOST = "lease_lost";
export const MOVED = "delivery_moved";

type Statement = CompiledQuery<unknown>;

/**
 * The endpoint's row comes before the lane's in every batch that writes both, as in fan-out: two batches never
 * wait for each other. The last statement's row is what the worker goes on with.
 */
export function laneRecordStatements(dialect: Dialect, record: LaneRecord): readonly Statement[] {
  const db = queryBuilder(dialect);
  const { endpointId, directoryId, lease } = record.lane;
  const lane = sql`endpoint_id = ${endpointId} and directory_id = ${directoryId}`;
  return [
    ...healthStatements(db, endpointId, record.health, record.now),
    // The lock makes the lane's next time come from a view of the deliveries in which a fan-out that holds the
    // lane has committed: else what it added would wait in a lane that is never due.
    sql`select rollcall_require(coalesce((
      select leased_by = ${lease} from webhook_lanes where ${lane} ${dialect.forUpdate}
    ), false), ${sql.lit(LEASE_LOST)})`.compile(db),
    ...resultStatements(dialect, endpointId, record.results),
    laneStatement(record, lane).compile(db),
    sql`select e.status, e.updated_at, l.next_at from webhook_lanes l
      join webhook_endpoints e on e.id = l.endpoint_id
      where l.endpoint_id = ${endpointId} and l.directory_id = ${directoryId}`.compile(db),
  ];
}

function laneStatement(
  { afterwards, blockedSince }: LaneRecord,
  lane: RawBuilder<unknown>,
): RawBuilder<unknown> {
  if ("keepUntil" in afterwards)
    return sql`update webhook_lanes set leased_until = ${afterwards.keepUntil}, blocked_since = ${blockedSince} where ${lane}`;
  const head = sql`(select d.next_at from webhook_deliveries d
    where d.endpoint_id = webhook_lanes.endpoint_id and d.directory_id = webhook_lanes.directory_id
      and d.state = 'pending'
    order by d.position limit 1)`;
  return sql`update webhook_lanes set leased_by = null, leased_until = 0, blocked_since = ${blockedSince},
    next_at = ${afterwards.dueAt === "head" ? head : afterwards.dueAt} where ${lane}`;
}

export function parkedRecordStatements(dialect: Dialect, record: ParkedRecord): readonly Statement[] {
  const db = queryBuilder(dialect);
  return [
    ...healthStatements(db, record.endpointId, record.health, record.now),
    sql`select rollcall_require(coalesce((
      select state = 'parked' and attempts = ${record.attempts} from webhook_deliveries
      where id = ${record.result.deliveryId} ${dialect.forUpdate}
    ), false), ${sql.lit(MOVED)})`.compile(db),
    ...resultStatements(dialect, record.endpointId, [record.result]),
  ];
}

/** Each touches the row only when something changes: lanes of one endpoint must not queue for it. */
function healthStatements(
  db: QueryBuilder,
  endpointId: string,
  health: EndpointHealth,
  now: number,
): Statement[] {
  const statements: RawBuilder<unknown>[] = [];
  if (health.succeeded) {
    statements.push(
      sql`update webhook_endpoints set failing_since = null where id = ${endpointId} and failing_since is not null`,
    );
  }
  if (health.failed) {
    const { at, disableIfFailingSince } = health.failed;
    statements.push(
      sql`update webhook_endpoints set failing_since = ${at} where id = ${endpointId} and failing_since is null`,
      sql`update webhook_endpoints set status = 'disabled', disabled_reason = 'failing', updated_at = ${now}
        where id = ${endpointId} and status = 'enabled' and failing_since <= ${disableIfFailingSince}`,
    );
  }
  if (health.disable) {
    statements.push(
      sql`update webhook_endpoints set status = 'disabled', disabled_reason = ${health.disable}, updated_at = ${now}
        where id = ${endpointId} and status = 'enabled'`,
    );
  }
  return statements.map((statement) => statement.compile(db));
}

function resultStatements(
  dialect: Dialect,
  endpointId: string,
  results: readonly DeliveryResult[],
): Statement[] {
  const db = queryBuilder(dialect);
  const attempts = results.flatMap(({ deliveryId, attempt }) =>
    attempt
      ? {
          id: newId("attempt"),
          delivery_id: deliveryId,
          endpoint_id: endpointId,
          at: attempt.at,
          duration_ms: attempt.durationMs,
          status: attempt.status,
          error: attempt.error,
          response: attempt.response,
        }
      : [],
  );
  return [
    ...deliveredByStatus(results).map(([status, group]) => deliveredStatement(dialect, status, group)),
    ...results.filter(({ state }) => state !== "delivered").map((result) => undeliveredStatement(db, result)),
    ...(attempts.length > 0 ? [db.insertInto("webhook_attempts").values(attempts).compile()] : []),
  ];
}

type Delivered = { readonly ids: string[]; settledAt: number };

/** Receivers answer nearly always with one status: one statement then settles the whole record. */
function deliveredByStatus(results: readonly DeliveryResult[]): [number | null, Delivered][] {
  const groups = new Map<number | null, Delivered>();
  for (const { state, deliveryId, attempt } of results) {
    if (state !== "delivered" || !attempt) continue;
    const group = groups.get(attempt.status) ?? { ids: [], settledAt: 0 };
    groups.set(attempt.status, group);
    group.ids.push(deliveryId);
    group.settledAt = attempt.at + attempt.durationMs;
  }
  return [...groups];
}

function deliveredStatement(
  dialect: Dialect,
  status: number | null,
  { ids, settledAt }: Delivered,
): Statement {
  return sql`update webhook_deliveries set state = 'delivered', attempts = attempts + 1, last_status = ${status},
      last_error = null, settled_at = ${settledAt}
    where id in (select value from ${dialect.eachText(JSON.stringify(ids))} as v)`.compile(
    queryBuilder(dialect),
  );
}

function undeliveredStatement(db: QueryBuilder, result: DeliveryResult): Statement {
  const { deliveryId, state, nextAt, attempt, error } = result;
  return db
    .updateTable("webhook_deliveries")
    .set({
      state,
      next_at: nextAt,
      ...(attempt
        ? { attempts: sql<number>`attempts + 1`, last_status: attempt.status, last_error: attempt.error }
        : {}),
      ...(error === undefined ? {} : { last_error: error }),
      settled_at: state === "failed" || state === "skipped" ? nextAt : null,
    })
    .where("id", "=", deliveryId)
    .compile();
}
