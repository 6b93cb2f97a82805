import { sql } from "kysely";
import type { WebhookDeliveryStore } from "../../webhooks/webhook-store.ts";
import { type Engine, RefusedBatch } from "../engine.ts";
import { queryBuilder } from "../query.ts";
import {
  claimDeliveries,
  claimLanes,
  type DeliveryRow,
  type LaneRow,
  laneHead,
  toDelivery,
} from "./webhook-claims.ts";
import { type EndpointRow, rowsOf, toEndpoint } from "./webhook-endpoint-store.ts";
import { FAN_OUT_MOVED, fanOutStatements, nextStep } from "./webhook-fan-out.ts";
import { LEASE_LOST, laneRecordStatements, MOVED, parkedRecordStatements } from "./webhook-records.ts";

type RecordedRow = {
  readonly status: "enabled" | "disabled";
  readonly updated_at: number;
  readonly next_at: number | null;
};

export function createWebhookDeliveryStore(engine: Engine): WebhookDeliveryStore {
  const { dialect } = engine;
  const db = queryBuilder(dialect);
  return {
    async workload(now) {
      const rows = await engine.read<WorkRow>(workload(now).compile(db));
      return rows.map((row) => {
        const endpoint = toEndpoint(row);
        if (endpoint.status === "disabled")
          return { endpoint, behind: false, nextLaneAt: null, nextParkedAt: null };
        const { next_lane_at: nextLaneAt, next_parked_at: nextParkedAt } = row;
        return { endpoint, behind: row.behind === 1, nextLaneAt, nextParkedAt };
      });
    },
    async fanOut(step) {
      const [place] = await engine.read(nextStep(db, step));
      if (!place || place.to === null) return "caught_up";
      const wrote = await unlessRefused(FAN_OUT_MOVED, () =>
        engine.write(fanOutStatements(dialect, step, place.from, place.to as number)),
      );
      return wrote === undefined || place.size === step.limit ? "more" : "caught_up";
    },
    async claimLanes(claim) {
      const rows = rowsOf<LaneRow>(await engine.write([claimLanes(dialect, claim)]), 0);
      return rows.map((row) => ({
        endpointId: claim.endpointId,
        directoryId: row.directory_id,
        lease: claim.lease,
        blockedSince: row.blocked_since,
      }));
    },
    async renewLane({ endpointId, directoryId, lease }, until) {
      const renew = db
        .updateTable("webhook_lanes")
        .set({ leased_until: until })
        .where("endpoint_id", "=", endpointId)
        .where("directory_id", "=", directoryId)
        .where("leased_by", "=", lease)
        .returning("leased_until")
        .compile();
      return rowsOf(await engine.write([renew]), 0).length > 0;
    },
    async laneHead(lane, limit) {
      return (await engine.read<DeliveryRow>(laneHead(db, lane, limit))).map(toDelivery);
    },
    async recordLane(record) {
      const statements = laneRecordStatements(dialect, record);
      const results = await unlessRefused(LEASE_LOST, () => engine.write(statements));
      const [row] = results ? rowsOf<RecordedRow>(results, statements.length - 1) : [];
      if (!row) return "lease_lost";
      return { dueAt: row.next_at, endpointStatus: row.status, endpointUpdatedAt: row.updated_at };
    },
    async claimParked(claim) {
      const [claimed, read] = claimDeliveries(dialect, claim);
      const ids = rowsOf<{ id: string }>(await engine.write([claimed]), 0).map(({ id }) => id);
      return ids.length === 0 ? [] : (await engine.read<DeliveryRow>(read(ids))).map(toDelivery);
    },
    async recordParked(record) {
      const statements = parkedRecordStatements(dialect, record);
      return (await unlessRefused(MOVED, () => engine.write(statements))) !== undefined;
    },
    async recoverLeases() {
      if (!dialect.singleProcess) return;
      await engine.write([
        db
          .updateTable("webhook_lanes")
          .set({ leased_by: null, leased_until: 0 })
          .where("leased_by", "is not", null)
          .compile(),
      ]);
    },
    async deliveryStats() {
      const [row] = await engine.read<StatsRow>(stats.compile(db));
      if (!row) throw new Error("counting returned nothing");
      return { ...row, behind: row.behind ?? 0, oldestPendingAt: row.oldest };
    },
  };
}

type WorkRow = EndpointRow & { behind: number; next_lane_at: number | null; next_parked_at: number | null };

/** One look at an index for each column: it is read many times a second. */
function workload(now: number) {
  return sql<WorkRow>`
    select e.id, e.url, e.secret, e.events, e.status, e.disabled_reason, e.ordering, e.failing_since,
      e.created_at, e.updated_at,
      case when exists (select 1 from events where position > e.fanned_out) then 1 else 0 end as behind,
      (select l.next_at from webhook_lanes l
        where l.endpoint_id = e.id and l.next_at is not null and l.leased_until <= ${now}
        order by l.next_at limit 1) as next_lane_at,
      (select d.next_at from webhook_deliveries d
        where d.endpoint_id = e.id and d.state = 'parked' order by d.next_at limit 1) as next_parked_at
    from webhook_endpoints e order by e.id`;
}

type StatsRow = {
  pending: number;
  parked: number;
  failed: number;
  oldest: number | null;
  behind: number | null;
};

const stats = sql<StatsRow>`
  select
    (select count(*) from webhook_deliveries where state = 'pending') as pending,
    (select count(*) from webhook_deliveries where state = 'parked') as parked,
    (select count(*) from webhook_deliveries where state = 'failed') as failed,
    (select min(created_at) from webhook_deliveries where state = 'pending') as oldest,
    (select max(position) from events)
      - (select min(fanned_out) from webhook_endpoints where status = 'enabled') as behind`;

/** Undefined when the batch was refused with this code. */
async function unlessRefused<T>(code: string, write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof RefusedBatch && error.code === code) return undefined;
    throw error;
  }
}
