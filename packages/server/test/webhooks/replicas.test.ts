import { Client } from "pg";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { postgresDialect } from "../../src/storage/dialect.ts";
import { fanOutStatements } from "../../src/storage/stores/webhook-fan-out.ts";
import { startReceiver } from "./receiver.ts";
import { everyType, firstArrivals, oneTo, openSetting } from "./setting.ts";

const soon = { timeout: 20_000, interval: 10 };

describe("two dispatchers on one PostgreSQL", { timeout: 40_000 }, () => {
  it("share the work and never both send one lane", async () => {
    const setting = await openSetting("postgres");
    const other = await setting.replica();
    let calls = 0;
    const target = await startReceiver(() => ({ status: ++calls % 5 === 0 ? 500 : 200, delayMs: 1 }));
    onTestFinished(() => target.close());
    await setting.endpoints.create({ endpointUrl: target.url, events: everyType });
    const dispatchers = [setting, other].map((replica) =>
      replica.dispatcher({ concurrency: 3, laneSlice: 10, recordBatch: 5, fanOutBatch: 7 }),
    );
    for (const dispatcher of dispatchers) dispatcher.start();
    const directories = oneTo(6).map((number) => `directory_${number}`);
    for (let round = 0; round < 5; round++)
      await Promise.all(directories.map((directory) => setting.log(directory, 10)));
    await vi.waitFor(() => expect(target.accepted().length).toBeGreaterThanOrEqual(300), soon);
    for (const directory of directories)
      expect(firstArrivals(target.accepted()).get(directory)).toEqual(oneTo(50));
    expect(target.accepted()).toHaveLength(300);
    expect(target.mostOpen()).toEqual({ all: expect.any(Number), directory: 1 });
    expect(target.mostOpen().all).toBeGreaterThan(3);
  });
});

describe("a worker that gives back an empty lane on PostgreSQL", () => {
  it("sees what a fan-out still open at that moment adds, so that the lane is due", async () => {
    const { store, clock, url, ...setting } = await openSetting("postgres");
    const { id } = await setting.endpoints.create({ endpointUrl: "http://127.0.0.1:9/", events: everyType });
    await setting.log("directory_1", 2);
    await vi.waitFor(async () => expect(await setting.storage.log.head()).toBe(2), soon);
    const now = clock.now();
    const step = { endpointId: id, types: everyType, now, limit: 1 };
    expect(await store.fanOut(step)).toBe("more");
    const claim = { endpointId: id, lease: "worker#1", now, until: now + 30_000, limit: 1 };
    const [lane] = await store.claimLanes(claim);
    const waiting = await store.laneHead(lane!, 10);
    expect(waiting).toHaveLength(1);

    const fanOut = new Client({ connectionString: url });
    await fanOut.connect();
    onTestFinished(() => fanOut.end());
    await fanOut.query("begin");
    for (const { sql, parameters } of fanOutStatements(postgresDialect, step, 1, 2))
      await fanOut.query(sql, [...parameters]);
    const attempt = { at: now, durationMs: 1, status: 200, error: null, response: "ok" };
    const recording = store.recordLane({
      lane: lane!,
      results: [{ deliveryId: waiting[0]!.id, state: "delivered", nextAt: now, attempt }],
      blockedSince: null,
      afterwards: { dueAt: "head" },
      health: { succeeded: true },
      now,
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await fanOut.query("commit");
    expect(await recording).toMatchObject({ dueAt: now });
    expect(await store.deliveryStats()).toMatchObject({ pending: 1, behind: 0 });
  });
});

describe.each(engines)("a dispatcher that died on %s", { timeout: 40_000 }, (engine) => {
  it("leaves a lane to the next one when its lease has run out, and what it then records is refused", async () => {
    const { store, clock, ...setting } = await openSetting(engine);
    const { id } = await setting.endpoints.create({ endpointUrl: "http://127.0.0.1:9/", events: everyType });
    await setting.log("directory_1", 3);
    await vi.waitFor(async () => expect(await setting.storage.log.head()).toBe(3), soon);
    const now = clock.now();
    expect(await store.fanOut({ endpointId: id, types: everyType, now, limit: 10 })).toBe("caught_up");
    const claim = { endpointId: id, now, until: now + 30_000, limit: 5 };
    const [lane] = await store.claimLanes({ ...claim, lease: "dead#1" });
    expect(lane).toMatchObject({ directoryId: "directory_1", blockedSince: null });
    expect(await store.claimLanes({ ...claim, lease: "other#1" })).toEqual([]);
    const later = { ...claim, now: now + 30_000, until: now + 60_000 };
    expect(await store.claimLanes({ ...later, lease: "other#2" })).toHaveLength(1);

    const [delivery] = await store.laneHead(lane!, 1);
    const result = { deliveryId: delivery!.id, state: "failed" as const, nextAt: 0 };
    const record = { lane: lane!, results: [result], blockedSince: 1, health: {}, now };
    expect(await store.recordLane({ ...record, afterwards: { dueAt: "head" } })).toBe("lease_lost");
    expect(await store.renewLane(lane!, now + 90_000)).toBe(false);
    expect(await store.deliveryStats()).toMatchObject({ pending: 3, failed: 0 });
    expect(await store.claimLanes({ ...later, lease: "third#1" })).toEqual([]);
  });

  it("has its events given their deliveries exactly once, whoever does it", async () => {
    const setting = await openSetting(engine);
    const { id } = await setting.endpoints.create({ endpointUrl: "http://127.0.0.1:9/", events: everyType });
    await setting.log("directory_1", 50);
    await vi.waitFor(async () => expect(await setting.storage.log.head()).toBe(50), soon);
    const step = { endpointId: id, types: everyType, now: setting.clock.now(), limit: 5 };
    const work = async () => {
      while ((await setting.store.fanOut(step)) === "more");
    };
    await Promise.all([work(), work(), work()]);
    const rows = await setting.rows<{ position: number }>("webhook_deliveries");
    expect(rows.map(({ position }) => position).sort((a, b) => a - b)).toEqual(oneTo(50));
  });
});

describe("a process that died on sqlite", () => {
  it("does not make the next one wait for its leases", async () => {
    const setting = await openSetting("sqlite");
    const target = await startReceiver();
    onTestFinished(() => target.close());
    const { id } = await setting.endpoints.create({ endpointUrl: target.url, events: everyType });
    await setting.log("directory_1", 1);
    const now = setting.clock.now();
    await setting.store.fanOut({ endpointId: id, types: everyType, now, limit: 10 });
    const claim = { endpointId: id, lease: "dead#1", now, until: now + 30_000, limit: 5 };
    expect(await setting.store.claimLanes(claim)).toHaveLength(1);
    setting.dispatcher().start();
    await vi.waitFor(() => expect(target.calls).toHaveLength(1), { timeout: 2_000, interval: 10 });
  });
});
