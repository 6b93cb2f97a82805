import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { type ApiServer, type Json, startApiServer } from "./api-server.ts";

describe.each(engines)("webhook endpoints on %s", (engine) => {
  let server: ApiServer;
  beforeAll(async () => {
    server = await startApiServer(engine, { env: { ROLLCALL_WEBHOOK_ALLOW_PRIVATE: "false" } });
  });
  afterAll(() => server?.close());

  const create = (endpoint_url: unknown, events: unknown = ["dsync.user.created"]) =>
    server.call("POST", "/webhook_endpoints", { endpoint_url, events });

  test("an endpoint is created, read, listed, changed and deleted", async () => {
    const created = await create("https://example.com/hook");
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      object: "webhook_endpoint",
      id: expect.stringMatching(/^we_/),
      endpoint_url: "https://example.com/hook",
      secret: expect.stringMatching(/^whsec_/),
      status: "enabled",
      events: ["dsync.user.created"],
      disabled_reason: null,
      failing_since: null,
      ordering: "fifo",
      created_at: expect.stringMatching(/Z$/),
      updated_at: created.body.created_at,
    });
    const path = `/webhook_endpoints/${created.body.id}`;
    expect((await server.call("GET", path)).body).toEqual(created.body);
    const changed = await server.call("PATCH", path, { status: "disabled" });
    expect(changed.body).toMatchObject({
      status: "disabled",
      events: ["dsync.user.created"],
      secret: created.body.secret,
    });
    const more = await server.call("PATCH", path, {
      events: ["dsync.deleted"],
      endpoint_url: "https://example.com/2",
    });
    expect(more.body).toMatchObject({ events: ["dsync.deleted"], endpoint_url: "https://example.com/2" });
    const list = await server.call("GET", "/webhook_endpoints?order=desc");
    expect(list.body.data.map(({ id }: Json) => id)).toContain(created.body.id);
    const deleted = await server.call("DELETE", path);
    expect([deleted.status, deleted.text]).toEqual([204, ""]);
    expect((await server.call("GET", path)).status).toBe(404);
  });

  test("the list is walked by cursor", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.push((await create(`https://example.com/walk/${n}`)).body.id);
    const first = await server.call("GET", "/webhook_endpoints?limit=2");
    expect(first.body.data.map(({ id }: Json) => id)).toEqual([ids[2], ids[1]]);
    const next = await server.call(
      "GET",
      `/webhook_endpoints?limit=2&after=${first.body.list_metadata.after}`,
    );
    expect(next.body.data.map(({ id }: Json) => id)).toEqual([ids[0]]);
    expect(next.body.list_metadata).toEqual({ before: ids[0], after: null });
  });

  test("refusals carry the contract's codes", async () => {
    await create("https://example.com/taken");
    const taken = await create("https://example.com/taken");
    expect([taken.status, taken.body.code]).toEqual([409, "duplicate_endpoint"]);
    for (const url of ["http://example.com/plain", "nonsense", "https://127.0.0.1/x"]) {
      const answer = await create(url);
      expect([url, answer.status, answer.body.code]).toEqual([url, 422, "invalid_url"]);
    }
    const unknown = await create("https://example.com/u", ["user.created"]);
    expect([unknown.status, unknown.body.code]).toEqual([422, "invalid_request_parameters"]);
    expect(unknown.body.errors[0]).toMatchObject({ code: "unknown_event_type", message: expect.any(String) });
    expect((await create(7)).body.errors[0].field).toBe("endpoint_url");
    expect((await create("https://example.com/e", "all")).body.errors[0].field).toBe("events");
    for (const [method, body] of [["GET"], ["PATCH", { status: "enabled" }], ["DELETE"]] as const) {
      const answer = await server.call(method, "/webhook_endpoints/we_none", body);
      expect([method, answer.status, answer.body.code]).toEqual([method, 404, "entity_not_found"]);
    }
  });
});
