import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { onTestFinished } from "vitest";
import { createTestDatabase, type Engine as EngineName } from "../../../../test/databases.ts";
import type { EventType } from "../../src/events/event-types.ts";
import type { Clock } from "../../src/kernel/clock.ts";
import { silentLogger } from "../../src/kernel/logger.ts";
import { createSealer } from "../../src/kernel/sealing.ts";
import { logStatement } from "../../src/storage/log-statement.ts";
import { queryBuilder } from "../../src/storage/query.ts";
import { openStorage, type Storage } from "../../src/storage/storage.ts";
import { createWebhookStore } from "../../src/storage/stores/webhook-store.ts";
import type { DispatchSettings } from "../../src/webhooks/dispatch-settings.ts";
import { WebhookDispatcher } from "../../src/webhooks/dispatcher.ts";
import { createEgressClient } from "../../src/webhooks/egress.ts";
import { createWebhookEndpoints, type WebhookEndpoints } from "../../src/webhooks/endpoints.ts";
import type { WebhookStore } from "../../src/webhooks/webhook-store.ts";

/** A clock that runs, and that a test can put forward. */
export type TestClock = Clock & { advance(ms: number): void };

function createTestClock(): TestClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance(ms) {
      ahead += ms;
    },
  };
}

/** A replica: its own connection to the database, its own dispatchers. */
export type Replica = {
  readonly storage: Storage;
  readonly store: WebhookStore;
  readonly endpoints: WebhookEndpoints;
  /** Not started; it is stopped when the test ends. */
  dispatcher(settings?: Partial<DispatchSettings>): WebhookDispatcher;
  close(): Promise<void>;
};

export type Setting = Replica & {
  readonly clock: TestClock;
  readonly url: string;
  /** The installation's secret key. */
  readonly key: Uint8Array;
  /** Another replica on the same database. */
  replica(): Promise<Replica>;
  /** Logs events of a directory; `n` in their data counts up within each directory. */
  log(directoryId: string, count: number, type?: EventType): Promise<void>;
  /** Holds everything that is in the log, as the mass-deprovision breaker does. */
  hold(): Promise<void>;
  rows<Row>(table: string): Promise<readonly Row[]>;
};

export const everyType: readonly EventType[] = [
  "dsync.user.created",
  "dsync.user.updated",
  "dsync.user.deleted",
];

/** Fast enough for tests, with the same proportions; jitter stays on. */
export const quick: Partial<DispatchSettings> = {
  pollMs: 20,
  schedule: { delaysMs: Array.from({ length: 16 }, () => 20), jitter: 0.2, maxRetryAfterMs: 3_600_000 },
};

export async function openSetting(engine: EngineName): Promise<Setting> {
  const database = await createTestDatabase(engine);
  onTestFinished(() => database.drop());
  const clock = createTestClock();
  const key = randomBytes(32);
  const replica = () => openReplica(database.url, clock, key);
  const first = await replica();
  const db = queryBuilder(first.storage.engine.dialect);
  const counts = new Map<string, number>();
  return {
    ...first,
    clock,
    url: database.url,
    key,
    replica,
    async log(directoryId, count, type = "dsync.user.updated") {
      const statements = Array.from({ length: count }, () => {
        const n = (counts.get(directoryId) ?? 0) + 1;
        counts.set(directoryId, n);
        return logStatement(db, {
          type,
          organizationId: "org_1",
          directoryId,
          data: { directory_id: directoryId, n, name: 'Zoë 日本 \u2028 "quoted"' },
          cause: { source: "scim", requestId: "req_1" },
          at: clock.now(),
        });
      });
      await first.storage.engine.write(statements);
    },
    async hold() {
      await first.storage.engine.write([sql`update events set held = 1`.compile(db)]);
    },
    rows: (table) => first.storage.engine.read(sql`select * from ${sql.table(table)}`.compile(db) as never),
  };
}

async function openReplica(url: string, clock: Clock, key: Uint8Array): Promise<Replica> {
  const storage = await openStorage({ url, types: [], logger: silentLogger });
  const store = createWebhookStore(storage.engine);
  const sealer = createSealer([key], "webhooks");
  const dispatchers: WebhookDispatcher[] = [];
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.stop()));
    await storage.close();
  };
  onTestFinished(close);
  return {
    storage,
    store,
    endpoints: createWebhookEndpoints({ store, sealer, clock, urlRules: { allowPrivateTargets: true } }),
    dispatcher(settings = {}) {
      const egress = createEgressClient({ allowPrivateTargets: true });
      onTestFinished(() => egress.close());
      const dispatcher = new WebhookDispatcher({
        store,
        log: storage.log,
        sealer,
        egress,
        clock,
        logger: silentLogger,
        settings: { ...quick, drainMs: 200, ...settings },
      });
      dispatchers.push(dispatcher);
      return dispatcher;
    },
    close,
  };
}

/** Each directory's `n`, first arrivals only, in order of arrival. */
export function firstArrivals(
  calls: readonly { readonly directoryId: string; readonly n: number }[],
): Map<string, readonly number[]> {
  const seen = new Map<string, Set<number>>();
  for (const { directoryId, n } of calls) {
    const numbers = seen.get(directoryId) ?? new Set();
    seen.set(directoryId, numbers.add(n));
  }
  return new Map([...seen].map(([directoryId, numbers]) => [directoryId, [...numbers]]));
}

export function oneTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
