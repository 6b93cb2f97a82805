import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { engines } from "../../../../test/databases.ts";
import type { Answer, ReceivedCall } from "./receiver.ts";
import { startReceiver } from "./receiver.ts";
import { everyType, firstArrivals, oneTo, openSetting, quick } from "./setting.ts";

const soon = { timeout: 15_000, interval: 10 };
const MINUTE = 60_000;

async function receiver(answer?: (call: ReceivedCall) => Answer) {
  const started = await startReceiver(answer);
  onTestFinished(() => started.close());
  return started;
}

describe.each(engines)("the dispatcher on %s", { timeout: 40_000 }, (engine) => {
  it("delivers the event as the API shows it, under both signatures", async () => {
    const setting = await openSetting(engine);
    const target = await receiver();
    const { secret } = await setting.endpoints.create({ endpointUrl: target.url, events: everyType });
    setting.dispatcher().start();
    await setting.log("directory_1", 1);
    await vi.waitFor(() => expect(target.calls).toHaveLength(1), soon);

    const { body, headers } = target.calls[0]!;
    expect(body).toBe(JSON.stringify(JSON.parse(body)));
    const event = JSON.parse(body) as Record<string, unknown>;
    const [logged] = await setting.storage.log.read({ limit: 1 });
    expect(event).toMatchObject({
      object: "event",
      id: logged!.id,
      event: "dsync.user.updated",
      data: { n: 1, name: 'Zoë 日本 \u2028 "quoted"' },
    });
    expect(headers["content-type"]).toBe("application/json");

    new Webhook(secret).verify(body, headers as Record<string, string>);
    expect(headers["webhook-id"]).toBe(event.id);
    const [, t, v1] = /^t=(\d{13}), v1=([0-9a-f]{64})$/.exec(headers["workos-signature"] as string)!;
    expect(v1).toBe(createHmac("sha256", secret).update(`${t}.${body}`).digest("hex"));
  });

  it("signs each attempt afresh", async () => {
    const setting = await openSetting(engine);
    const target = await receiver(() => ({ status: target.calls.length < 2 ? 500 : 200 }));
    const { secret } = await setting.endpoints.create({ endpointUrl: target.url, events: everyType });
    setting.dispatcher().start();
    await setting.log("directory_1", 1);
    await vi.waitFor(() => expect(target.accepted()).toHaveLength(1), soon);
    const [first, second] = target.calls;
    expect(second!.body).toBe(first!.body);
    expect(second!.headers["workos-signature"]).not.toBe(first!.headers["workos-signature"]);
    expect([first, second].map((call) => call!.headers["rollcall-attempt"])).toEqual(["1", "2"]);
    for (const { body, headers } of target.calls)
      new Webhook(secret).verify(body, headers as Record<string, string>);
  });

  it("keeps each directory's order while a receiver fails a third of its calls", async () => {
    const setting = await openSetting(engine);
    let calls = 0;
    const target = await receiver(() => ({ status: ++calls % 3 === 0 ? 503 : 204 }));
    await setting.endpoints.create({ endpointUrl: target.url, events: everyType });
    setting.dispatcher().start();
    const directories = ["directory_a", "directory_b", "directory_c"];
    for (let round = 0; round < 4; round++)
      await Promise.all(directories.map((directory) => setting.log(directory, 20)));
    await vi.waitFor(() => expect(target.accepted().length).toBeGreaterThanOrEqual(240), soon);
    for (const directory of directories)
      expect(firstArrivals(target.accepted()).get(directory)).toEqual(oneTo(80));
    expect(target.mostOpen().directory).toBe(1);
  });

  it("lets no slow or failing endpoint hold the others", async () => {
    const setting = await openSetting(engine);
    const slow = await receiver(() => ({ status: 200, delayMs: 60_000 }));
    const failing = await receiver(() => ({ status: 500 }));
    const well = await receiver();
    for (const target of [slow, failing, well])
      await setting.endpoints.create({ endpointUrl: target.url, events: everyType });
    setting.dispatcher({ concurrency: 6, concurrencyPerEndpoint: 2 }).start();
    await Promise.all(oneTo(10).map((number) => setting.log(`directory_${number}`, 5)));
    await vi.waitFor(() => expect(well.accepted()).toHaveLength(50), soon);
    expect(slow.mostOpen().all).toBe(2);
  });

  it("never sends a type that was not named, nor what is held", async () => {
    const setting = await openSetting(engine);
    const target = await receiver();
    await setting.endpoints.create({ endpointUrl: target.url, events: ["dsync.user.created"] });
    await setting.log("directory_1", 1, "dsync.user.created");
    await vi.waitFor(async () => expect(await setting.storage.log.head()).toBe(1), soon);
    await setting.hold();
    setting.dispatcher().start();
    await setting.log("directory_1", 1, "dsync.user.updated");
    await setting.log("directory_1", 1, "rollcall.directory.disabled");
    await setting.log("directory_1", 1, "dsync.user.created");
    await vi.waitFor(() => expect(target.calls).toHaveLength(1), soon);
    expect(target.calls[0]!.n).toBe(4);
  });

  it("starts a new endpoint at what is logged after it", async () => {
    const setting = await openSetting(engine);
    const target = await receiver();
    await setting.log("directory_1", 3);
    await vi.waitFor(async () => expect(await setting.storage.log.head()).toBe(3), soon);
    await setting.endpoints.create({ endpointUrl: target.url, events: everyType });
    setting.dispatcher().start();
    await setting.log("directory_1", 2);
    await vi.waitFor(() => expect(target.calls).toHaveLength(2), soon);
    expect(target.calls.map(({ n }) => n)).toEqual([4, 5]);
  });

  it("parks what has held its lane for 15 minutes, goes on, and retries it beside the lane", async () => {
    const setting = await openSetting(engine);
    const target = await receiver(({ n }) => ({ status: n === 2 ? 500 : 200 }));
    await setting.endpoints.create({ endpointUrl: target.url, events: everyType });
    const dispatcher = setting.dispatcher();
    dispatcher.start();
    await setting.log("directory_1", 3);
    const failures = () => target.calls.filter(({ n }) => n === 2);
    await vi.waitFor(() => expect(failures().length).toBeGreaterThan(1), soon);
    setting.clock.advance(14 * MINUTE);
    const before = failures().length;
    await vi.waitFor(() => expect(failures().length).toBeGreaterThan(before), soon);
    expect(target.accepted().map(({ n }) => n)).toEqual([1]);

    setting.clock.advance(1 * MINUTE);
    await vi.waitFor(() => expect(target.accepted().map(({ n }) => n)).toEqual([1, 3]), soon);
    target.answer = () => ({ status: 200 });
    await vi.waitFor(() => expect(target.accepted().map(({ n }) => n)).toEqual([1, 3, 2]), soon);
    expect(target.accepted()[2]!.headers["rollcall-parked"]).toBe("true");
    await vi.waitFor(async () => {
      expect(await dispatcher.stats()).toMatchObject({ pending: 0, parked: 0, failed: 0 });
    }, soon);
  });

  it("parks at the end of the holding time even while the next attempt is far off", async () => {
    const setting = await openSetting(engine);
    const target = await receiver(({ n }) =>
      n === 1 ? { status: 429, headers: { "retry-after": "3600" } } : { status: 200 },
    );
    await setting.endpoints.create({ endpointUrl: target.url, events: everyType });
    const dispatcher = setting.dispatcher();
    dispatcher.start();
    await setting.log("directory_1", 2);
    await vi.waitFor(() => expect(target.calls[0]?.status).toBe(429), soon);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(target.calls).toHaveLength(1);
    setting.clock.advance(15 * MINUTE);
    await vi.waitFor(() => expect(target.accepted().map(({ n }) => n)).toEqual([2]), soon);
    expect(await dispatcher.stats()).toMatchObject({ parked: 1 });
    expect(target.calls).toHaveLength(2);

    target.answer = () => ({ status: 200 });
    setting.clock.advance(45 * MINUTE);
    await vi.waitFor(() => expect(target.accepted().map(({ n }) => n)).toEqual([2, 1]), soon);
  });

  it("says failed, and never forgets, after the last attempt", async () => {
    const setting = await openSetting(engine);
    const target = await receiver(({ n }) => ({ status: n === 1 ? 500 : 200, body: "no\0pe" }));
    await setting.endpoints.create({ endpointUrl: target.url, events: everyType });
    const dispatcher = setting.dispatcher({ schedule: { ...quick.schedule!, delaysMs: [10, 10] } });
    dispatcher.start();
    await setting.log("directory_1", 2);
    await vi.waitFor(() => expect(target.accepted().map(({ n }) => n)).toEqual([2]), soon);
    await vi.waitFor(
      async () => expect(await dispatcher.stats()).toMatchObject({ pending: 0, failed: 1 }),
      soon,
    );
    const attempts = await setting.rows<{ status: number; error: string; response: string }>(
      "webhook_attempts",
    );
    const failed = attempts.filter(({ status }) => status === 500);
    expect(failed).toHaveLength(3);
    expect(failed[0]).toMatchObject({ error: "http_500", response: "no\ufffdpe" });
  });

  it("disables an endpoint that answers 410, keeps its events, and goes on when it is enabled", async () => {
    const setting = await openSetting(engine);
    const target = await receiver(({ n }) => ({ status: n === 2 ? 410 : 200 }));
    const { id } = await setting.endpoints.create({ endpointUrl: target.url, events: everyType });
    setting.dispatcher().start();
    await setting.log("directory_1", 3);
    await vi.waitFor(async () => expect((await setting.endpoints.get(id)).status).toBe("disabled"), soon);
    expect(await setting.endpoints.get(id)).toMatchObject({ disabledReason: "gone" });
    await setting.log("directory_1", 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(target.calls.map(({ n }) => n)).toEqual([1, 2]);

    target.answer = () => ({ status: 200 });
    expect(await setting.endpoints.update(id, { status: "enabled" })).toMatchObject({ disabledReason: null });
    await vi.waitFor(() => expect(target.accepted().map(({ n }) => n)).toEqual([1, 2, 3, 4]), soon);
  });

  it("disables an endpoint that has failed for days and says so", async () => {
    const setting = await openSetting(engine);
    const target = await receiver(() => ({ status: 500 }));
    const { id } = await setting.endpoints.create({ endpointUrl: target.url, events: everyType });
    setting.dispatcher().start();
    await setting.log("directory_1", 1);
    await vi.waitFor(() => expect(target.calls.length).toBeGreaterThan(1), soon);
    expect((await setting.endpoints.get(id)).status).toBe("enabled");
    setting.clock.advance(5 * 24 * 60 * MINUTE);
    await vi.waitFor(async () => {
      expect(await setting.endpoints.get(id)).toMatchObject({
        status: "disabled",
        disabledReason: "failing",
      });
    }, soon);
    target.answer = () => ({ status: 200 });
    await setting.endpoints.update(id, { status: "enabled" });
    await vi.waitFor(() => expect(target.accepted()).toHaveLength(1), soon);
    expect((await setting.endpoints.get(id)).failingSince).toBeNull();
  });

  it("goes on past a failing event whose type the endpoint gives up", async () => {
    const setting = await openSetting(engine);
    const target = await receiver(({ n }) => ({ status: n === 1 ? 500 : 200 }));
    const { id } = await setting.endpoints.create({ endpointUrl: target.url, events: everyType });
    const dispatcher = setting.dispatcher();
    dispatcher.start();
    await setting.log("directory_1", 1, "dsync.user.deleted");
    await setting.log("directory_1", 1, "dsync.user.created");
    await vi.waitFor(() => expect(target.calls.length).toBeGreaterThan(1), soon);
    expect(target.accepted()).toEqual([]);
    await setting.endpoints.update(id, { events: ["dsync.user.created"] });
    await vi.waitFor(() => expect(target.accepted().map(({ n }) => n)).toEqual([2]), soon);
    await vi.waitFor(
      async () => expect(await dispatcher.stats()).toMatchObject({ pending: 0, failed: 0 }),
      soon,
    );
  });

  it("stops at once for an endpoint disabled midway and resumes where it was", async () => {
    const setting = await openSetting(engine);
    const target = await receiver(() => ({ status: 200, delayMs: 5 }));
    const { id } = await setting.endpoints.create({ endpointUrl: target.url, events: everyType });
    setting.dispatcher({ recordBatch: 5 }).start();
    await setting.log("directory_1", 100);
    await vi.waitFor(() => expect(target.calls.length).toBeGreaterThan(10), soon);
    await setting.endpoints.update(id, { status: "disabled" });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const sent = target.calls.length;
    expect(sent).toBeLessThan(60);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(target.calls).toHaveLength(sent);
    await setting.endpoints.update(id, { status: "enabled" });
    await vi.waitFor(() => expect(target.calls).toHaveLength(100), soon);
    expect(target.calls.map(({ n }) => n)).toEqual(oneTo(100));
  });

  it("follows no redirect", async () => {
    const setting = await openSetting(engine);
    const elsewhere = await receiver();
    const target = await receiver(() => ({ status: 307, headers: { location: elsewhere.url } }));
    await setting.endpoints.create({ endpointUrl: target.url, events: everyType });
    setting.dispatcher().start();
    await setting.log("directory_1", 1);
    await vi.waitFor(() => expect(target.calls.length).toBeGreaterThan(2), soon);
    expect(elsewhere.calls).toHaveLength(0);
  });

  it("goes on after a clean stop without repeating, and at once", async () => {
    const setting = await openSetting(engine);
    const target = await receiver(() => ({ status: 200, delayMs: 2 }));
    await setting.endpoints.create({ endpointUrl: target.url, events: everyType });
    const first = setting.dispatcher();
    first.start();
    await setting.log("directory_1", 120);
    await vi.waitFor(() => expect(target.calls.length).toBeGreaterThan(20), soon);
    await first.stop();
    expect(target.calls.length).toBeLessThan(120);
    setting.dispatcher().start();
    await vi.waitFor(() => expect(target.calls).toHaveLength(120), soon);
    expect(target.calls.map(({ n }) => n)).toEqual(oneTo(120));
  });

  it("interrupts a call that outlasts the drain time, and the next one repeats it", async () => {
    const setting = await openSetting(engine);
    const target = await receiver(() => ({ status: 200, delayMs: 60_000 }));
    await setting.endpoints.create({ endpointUrl: target.url, events: everyType });
    const first = setting.dispatcher({ drainMs: 50 });
    first.start();
    await setting.log("directory_1", 1);
    await vi.waitFor(() => expect(target.calls).toHaveLength(1), soon);
    await first.stop();
    target.answer = () => ({ status: 200 });
    setting.dispatcher().start();
    await vi.waitFor(() => expect(target.accepted()).toHaveLength(1), soon);
    expect(target.accepted()[0]!.headers["rollcall-attempt"]).toBe("1");
  });
});
