import { type CompiledQuery, sql } from "kysely";
import type { Cause } from "../../events/event.ts";
import type { EventType } from "../../events/event-types.ts";
import type { WaitingDelivery } from "../../webhooks/delivery.ts";
import type { LaneClaim, LaneLease, ParkedClaim } from "../../webhooks/webhook-store.ts";
import type { Dialect } from "../dialect.ts";
import { type QueryBuilder, queryBuilder } from "../query.ts";

export type LaneRow = { readonly directory_id: string; readonly blocked_since: number | null };

/**
 * The rows are chosen in a materialized expression: inside `in (…)` PostgreSQL may run the choice once for each
 * row and then take more than `limit`.
 */
export function claimLanes(dialect: Dialect, claim: LaneClaim): CompiledQuery<LaneRow> {
  const { endpointId, lease, now, until, limit } = claim;
  return sql<LaneRow>`
    with due as materialized (
      select l.directory_id from webhook_lanes l
      where l.endpoint_id = ${endpointId} and l.next_at <= ${now} and l.leased_until <= ${now}
        and exists (select 1 from webhook_endpoints e where e.id = l.endpoint_id and e.status = 'enabled')
      order by l.next_at limit ${limit} ${dialect.forUpdateSkipLocked}
    )
    update webhook_lanes set leased_by = ${lease}, leased_until = ${until}
    where endpoint_id = ${endpointId} and directory_id in (select directory_id from due)
    returning directory_id, blocked_since`.compile(queryBuilder(dialect));
}

/** The claim, and how to read what it took. */
export function claimDeliveries(
  dialect: Dialect,
  { endpointId, now, until, limit }: ParkedClaim,
): readonly [CompiledQuery<{ id: string }>, (ids: readonly string[]) => CompiledQuery<DeliveryRow>] {
  const db = queryBuilder(dialect);
  const claim = sql<{ id: string }>`
    with due as materialized (
      select d.id from webhook_deliveries d
      where d.endpoint_id = ${endpointId} and d.state = 'parked' and d.next_at <= ${now}
        and exists (select 1 from webhook_endpoints e where e.id = d.endpoint_id and e.status = 'enabled')
      order by d.next_at limit ${limit} ${dialect.forUpdateSkipLocked}
    )
    update webhook_deliveries set next_at = ${until} where id in (select id from due) returning id`;
  return [
    claim.compile(db),
    (ids) =>
      waiting(db)
        .where("d.id", "in", [...ids])
        .compile(),
  ];
}

export function laneHead(db: QueryBuilder, lane: LaneLease, limit: number): CompiledQuery<DeliveryRow> {
  return (
    waiting(db)
      .where("d.endpoint_id", "=", lane.endpointId)
      .where("d.directory_id", "=", lane.directoryId)
      // A literal, so that the partial index fits whatever the parameters are.
      .where(sql<boolean>`d.state = 'pending'`)
      .orderBy("d.position")
      .limit(limit)
      .compile()
  );
}

export type DeliveryRow = {
  readonly delivery_id: string;
  readonly attempts: number;
  readonly next_at: number;
  readonly position: number;
  readonly id: string | null;
  readonly type: string | null;
  readonly organization_id: string | null;
  readonly directory_id: string | null;
  readonly data: string | null;
  readonly cause: string | null;
  readonly created_at: number | null;
};

/** A left join: a delivery whose event retention has taken must still be found, or its lane would stand for ever. */
function waiting(db: QueryBuilder) {
  return db
    .selectFrom("webhook_deliveries as d")
    .leftJoin("events as e", "e.id", "d.event_id")
    .select([
      "d.id as delivery_id",
      "d.attempts",
      "d.next_at",
      "d.position",
      "e.id",
      "e.type",
      "e.organization_id",
      "e.directory_id",
      "e.data",
      "e.cause",
      "e.created_at",
    ]);
}

export function toDelivery(row: DeliveryRow): WaitingDelivery {
  return { id: row.delivery_id, attempts: row.attempts, nextAt: row.next_at, event: eventOf(row) };
}

function eventOf(row: DeliveryRow): WaitingDelivery["event"] {
  const { id, type, organization_id, data, cause, created_at } = row;
  if (id === null || organization_id === null || data === null || cause === null || created_at === null)
    return undefined;
  return {
    position: row.position,
    id,
    type: type as EventType,
    organizationId: organization_id,
    directoryId: row.directory_id,
    data,
    cause: JSON.parse(cause) as Cause,
    createdAt: created_at,
  };
}
