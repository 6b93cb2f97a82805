import { type CompiledQuery, type RawBuilder, sql } from "kysely";
import { ulidTime } from "../../kernel/ids.ts";
import type { FanOutStep } from "../../webhooks/webhook-store.ts";
import type { Dialect } from "../dialect.ts";
import { type QueryBuilder, queryBuilder } from "../query.ts";

export const FAN_OUT_MOVED = "fan_out_moved";

type Place = { readonly from: number; readonly to: number | null; readonly size: number };

/** Where the endpoint stands in the log and where its next step ends. */
export function nextStep(db: QueryBuilder, { endpointId, limit }: FanOutStep): CompiledQuery<Place> {
  return sql<Place>`
    select e.fanned_out as "from", max(ahead.position) as "to", count(ahead.position) as size
    from webhook_endpoints e
    left join (
      select position from events
      where position > (select fanned_out from webhook_endpoints where id = ${endpointId})
      order by position limit ${limit}
    ) ahead on true
    where e.id = ${endpointId} and e.status = 'enabled'
    group by e.fanned_out`.compile(db);
}

/**
 * Deliveries for the events after `from` up to `to`, their lanes, and the endpoint's new place. The endpoint's row
 * is locked first: of two dispatchers at the same step the second is refused. A lane that already waits keeps its
 * time: it may be held by a failing head.
 */
export function fanOutStatements(
  dialect: Dialect,
  { endpointId, types, now }: FanOutStep,
  from: number,
  to: number,
): readonly CompiledQuery<unknown>[] {
  const db = queryBuilder(dialect);
  const wanted = sql`position > ${from} and position <= ${to} and held = 0 and type in (${sql.join(types)})`;
  const at = sql`cast(${now} as bigint)`;
  const endpoint = sql`cast(${endpointId} as text)`;
  const statements: RawBuilder<unknown>[] = [
    sql`select rollcall_require(coalesce((
        select fanned_out = ${from} and status = 'enabled' from webhook_endpoints where id = ${endpointId}
        ${dialect.forUpdate}), false), ${sql.lit(FAN_OUT_MOVED)})`,
    sql`insert into webhook_deliveries
        (id, endpoint_id, directory_id, event_id, position, state, attempts, next_at, created_at)
      select ${sql.lit(`delivery_${ulidTime(now)}`)} || ${dialect.randomHex}, ${endpoint}, coalesce(directory_id, ''),
        id, position, 'pending', 0, ${at}, ${at}
      from events where ${wanted} order by position
      on conflict (endpoint_id, event_id) do nothing`,
    sql`insert into webhook_lanes (endpoint_id, directory_id, next_at, leased_until)
      select ${endpoint}, coalesce(directory_id, ''), ${at}, 0
      from events where ${wanted} group by coalesce(directory_id, '') order by 2
      on conflict (endpoint_id, directory_id) do update set next_at = excluded.next_at
        where webhook_lanes.next_at is null`,
    sql`update webhook_endpoints set fanned_out = ${to} where id = ${endpointId}`,
  ];
  return statements.map((statement) => statement.compile(db));
}
