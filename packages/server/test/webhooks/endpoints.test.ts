import { describe, expect, it, vi } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { createSealer } from "../../src/kernel/sealing.ts";
import { createWebhookEndpoints } from "../../src/webhooks/endpoints.ts";
import { everyType, openSetting } from "./setting.ts";

describe.each(engines)("webhook endpoints on %s", (engine) => {
  it("are created with a secret of their own, which rests sealed", async () => {
    const { endpoints, rows } = await openSetting(engine);
    const input = { endpointUrl: "https://example.com/hook", events: ["dsync.user.created"] };
    const created = await endpoints.create(input);
    expect(created).toMatchObject({
      id: expect.stringMatching(/^we_[0-9A-HJKMNP-TV-Z]{26}$/),
      url: "https://example.com/hook",
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
      events: ["dsync.user.created"],
      status: "enabled",
      disabledReason: null,
    });
    expect(created).not.toHaveProperty("sealedSecret");
    expect(await endpoints.get(created.id)).toEqual(created);
    expect(JSON.stringify(await rows("webhook_endpoints"))).not.toContain(created.secret);
  });

  it("are refused with the contract's codes", async () => {
    const { endpoints, store, clock, key } = await openSetting(engine);
    const strict = createWebhookEndpoints({
      store,
      clock,
      sealer: createSealer([key], "webhooks"),
      urlRules: { allowPrivateTargets: false },
    });
    const ok = { endpointUrl: "https://example.com/hook", events: ["dsync.user.created"] };
    await expect(strict.create({ ...ok, endpointUrl: "https://10.0.0.1/" })).rejects.toMatchObject({
      code: "invalid_url",
      status: 422,
    });
    await expect(strict.create({ ...ok, events: ["dsync.user.created", "dsync.*"] })).rejects.toMatchObject({
      code: "invalid_request_parameters",
      errors: [{ code: "unknown_event_type", message: "Unknown event type: dsync.*" }],
    });
    await expect(strict.create({ ...ok, events: [] })).rejects.toMatchObject({
      errors: [{ code: "events_required" }],
    });
    await strict.create(ok);
    await expect(strict.create(ok)).rejects.toMatchObject({ code: "duplicate_endpoint", status: 409 });
    const other = await endpoints.create({ ...ok, endpointUrl: "https://example.com/other" });
    await expect(endpoints.update(other.id, { endpointUrl: ok.endpointUrl })).rejects.toMatchObject({
      code: "duplicate_endpoint",
    });
    const absent = "we_1";
    for (const refused of [
      () => endpoints.get(absent),
      () => endpoints.update(absent, {}),
      () => endpoints.remove(absent),
    ])
      await expect(refused()).rejects.toMatchObject({ code: "entity_not_found", status: 404 });
  });

  it("change only in what was given, and always visibly", async () => {
    const { endpoints } = await openSetting(engine);
    const created = await endpoints.create({ endpointUrl: "https://example.com/a", events: everyType });
    const renamed = await endpoints.update(created.id, { endpointUrl: "https://example.com/b" });
    expect(renamed).toEqual({ ...created, url: "https://example.com/b", updatedAt: renamed.updatedAt });
    const narrowed = await endpoints.update(created.id, { events: ["dsync.deleted", "dsync.deleted"] });
    expect(narrowed).toMatchObject({ url: "https://example.com/b", events: ["dsync.deleted"] });
    const disabled = await endpoints.update(created.id, { status: "disabled" });
    expect(disabled).toMatchObject({ status: "disabled", disabledReason: null, events: ["dsync.deleted"] });
    const times = [created, renamed, narrowed, disabled].map(({ updatedAt }) => updatedAt);
    expect(new Set(times).size).toBe(4);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
  });

  it("are listed by pages in both directions", async () => {
    const { endpoints } = await openSetting(engine);
    const ids: string[] = [];
    for (const path of ["a", "b", "c"]) {
      const { id } = await endpoints.create({
        endpointUrl: `https://example.com/${path}`,
        events: everyType,
      });
      ids.push(id);
    }
    const first = await endpoints.list({ limit: 2, order: "asc" });
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const second = await endpoints.list({ limit: 2, order: "asc", after: first.after! });
    expect(second.items.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(second.after).toBeNull();
    const newest = await endpoints.list({ limit: 3, order: "desc" });
    expect(newest.items.map(({ id }) => id)).toEqual([...ids].reverse());
    expect(newest.items[0]!.secret).toMatch(/^whsec_/);
  });

  it("take what waits for them along when they are removed", async () => {
    const { endpoints, store, rows, clock, log, storage } = await openSetting(engine);
    const { id } = await endpoints.create({ endpointUrl: "https://example.com/a", events: everyType });
    await log("directory_1", 2);
    await vi.waitFor(async () => expect(await storage.log.head()).toBe(2));
    await store.fanOut({ endpointId: id, types: everyType, now: clock.now(), limit: 10 });
    expect(await store.deliveryStats()).toMatchObject({ pending: 2 });
    await endpoints.remove(id);
    expect(await rows("webhook_deliveries")).toEqual([]);
    expect(await rows("webhook_lanes")).toEqual([]);
  });
});
