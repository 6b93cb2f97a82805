import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { type ApiServer, connectedDirectory, eventsOf, eventually, startApiServer } from "./api-server.ts";

describe.each(engines)("organizations on %s", (engine) => {
  let server: ApiServer;
  beforeAll(async () => {
    server = await startApiServer(engine);
  });
  afterAll(() => server?.close());

  const create = (body: unknown) => server.call("POST", "/organizations", body);

  test("an organization is created in the contract's shape and read back by both ids", async () => {
    const created = await create({
      name: "Acme",
      domain_data: [
        { domain: "Acme.com", state: "verified" },
        { domain: "acme.dev", state: "pending" },
      ],
      external_id: "ext/1",
      metadata: { tier: "gold" },
    });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      object: "organization",
      id: expect.stringMatching(/^org_[0-9A-HJKMNP-TV-Z]{26}$/),
      name: "Acme",
      allow_profiles_outside_organization: false,
      domains: [
        expect.objectContaining({
          object: "organization_domain",
          id: expect.stringMatching(/^org_domain_/),
          organization_id: created.body.id,
          domain: "acme.com",
          state: "verified",
          verification_strategy: "manual",
        }),
        expect.objectContaining({
          domain: "acme.dev",
          state: "pending",
          verification_strategy: "dns",
          verification_token: expect.stringMatching(/^[0-9A-Za-z]{25}$/),
        }),
      ],
      external_id: "ext/1",
      metadata: { tier: "gold" },
      created_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      updated_at: created.body.created_at,
    });
    expect((await server.call("GET", `/organizations/${created.body.id}`)).body).toEqual(created.body);
    const byExternalId = await server.call(
      "GET",
      `/organizations/external_id/${encodeURIComponent("ext/1")}`,
    );
    expect(byExternalId.body).toEqual(created.body);
  });

  test("domains are an array even when there are none, and an unset Stripe customer is absent", async () => {
    const { body } = await create({ name: "Bare" });
    expect(body.domains).toEqual([]);
    expect(body).not.toHaveProperty("stripe_customer_id");
    expect(body.external_id).toBeNull();
  });

  test("an update changes what it names, merges metadata and replaces the domains", async () => {
    const { body: before } = await create({
      name: "Before",
      domains: ["keep.example", "drop.example"],
      external_id: "upd",
      metadata: { a: "1", b: "2" },
    });
    const path = `/organizations/${before.id}`;
    const after = await server.call("PUT", path, {
      metadata: { b: null, c: "3" },
      stripe_customer_id: "cus_1",
      domain_data: [
        { domain: "keep.example", state: "verified" },
        { domain: "new.example", state: "pending" },
      ],
    });
    expect(after.status).toBe(200);
    expect(after.body).toMatchObject({
      name: "Before",
      external_id: "upd",
      metadata: { a: "1", c: "3" },
      stripe_customer_id: "cus_1",
    });
    expect(after.body.metadata).not.toHaveProperty("b");
    expect(after.body.domains.map(({ domain }: { domain: string }) => domain)).toEqual([
      "keep.example",
      "new.example",
    ]);
    expect(after.body.domains[0].id).toBe(before.domains[0].id);
    expect(Date.parse(after.body.updated_at)).toBeGreaterThan(Date.parse(before.updated_at));
    expect((await server.call("GET", path)).body).toEqual(after.body);
    // The dropped domain is free again.
    expect((await create({ name: "Next", domains: ["drop.example"] })).status).toBe(201);
    const cleared = await server.call("PUT", path, { stripe_customer_id: null, external_id: null });
    expect(cleared.body).not.toHaveProperty("stripe_customer_id");
    expect(cleared.body.external_id).toBeNull();
  });

  test("two updates at once both take effect", async () => {
    const { body } = await create({ name: "Busy" });
    const keys = ["a", "b", "c", "d", "e"];
    const answers = await Promise.all(
      keys.map((key) => server.call("PUT", `/organizations/${body.id}`, { metadata: { [key]: "1" } })),
    );
    expect(answers.map(({ status }) => status)).toEqual(keys.map(() => 200));
    const after = await server.call("GET", `/organizations/${body.id}`);
    expect(Object.keys(after.body.metadata).sort()).toEqual(keys);
  });

  test("taken names are refused with the contract's codes", async () => {
    await create({ name: "First", domains: ["taken.example"], external_id: "taken" });
    const domain = await create({ name: "Second", domains: ["TAKEN.example"] });
    expect(domain.status).toBe(409);
    expect(domain.body).toEqual({
      code: "domain_already_exists",
      message: "An Organization with the domain taken.example already exists.",
    });
    const externalId = await create({ name: "Second", external_id: "taken" });
    expect([externalId.status, externalId.body.code]).toEqual([400, "external_id_already_used"]);
    const { body } = await create({ name: "Third" });
    const update = await server.call("PUT", `/organizations/${body.id}`, { external_id: "taken" });
    expect([update.status, update.body.code]).toEqual([400, "external_id_already_used"]);
    const steal = await server.call("PUT", `/organizations/${body.id}`, { domains: ["taken.example"] });
    expect([steal.status, steal.body.code]).toEqual([409, "domain_already_exists"]);
  });

  test.each([
    ["no name", {}, 422, "invalid_request_parameters"],
    ["an empty name", { name: "" }, 422, "invalid_request_parameters"],
    ["a name that is no text", { name: 7 }, 422, "invalid_request_parameters"],
    ["a domain that is none", { name: "x", domains: ["not a domain"] }, 422, "invalid_request_parameters"],
    [
      "an unknown domain state",
      { name: "x", domain_data: [{ domain: "a.b", state: "odd" }] },
      422,
      "invalid_request_parameters",
    ],
    ["an external id outside ASCII", { name: "x", external_id: "é" }, 422, "invalid_request_parameters"],
    ["metadata that is not text", { name: "x", metadata: { a: 1 } }, 422, "invalid_request_parameters"],
    [
      "a metadata key that is too long",
      { name: "x", metadata: { ["k".repeat(41)]: "v" } },
      400,
      "invalid_metadata",
    ],
    [
      "a metadata value that is too long",
      { name: "x", metadata: { k: "v".repeat(601) } },
      400,
      "invalid_metadata",
    ],
    [
      "too many metadata keys",
      { name: "x", metadata: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, "v"])) },
      400,
      "invalid_metadata",
    ],
    ["NUL in a string", { name: "a\0b" }, 400, "invalid_json"],
    ["half a surrogate pair", '{"name":"\\ud800"}', 400, "invalid_json"],
    ["a list for a body", [], 422, "invalid_request_parameters"],
  ])("refuses %s", async (_, body, status, code) => {
    const answer = await create(body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body).not.toHaveProperty("error");
    for (const entry of answer.body.errors ?? []) expect(entry.code).toEqual(expect.any(String));
  });

  test.each(["__proto__", "constructor"])("a metadata key %s is refused and changes nothing", async (key) => {
    const answer = await create(`{"name":"Proto","metadata":{"${key}":"x"}}`);
    expect(answer.status).toBe(422);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  test("a list is filtered by domains and by name, and walked by cursor in every order", async () => {
    const mark = `Walk ${engine}`;
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      ids.push((await create({ name: `${mark} 100%_${n}`, domains: [`walk${n}.example`] })).body.id);
    }
    const search = `search=${encodeURIComponent("WALK")}&limit=2`;
    const page = async (query: string) => {
      const { status, body } = await server.call("GET", `/organizations?${search}&${query}`);
      expect(status).toBe(200);
      expect(body.object).toBe("list");
      return { ids: body.data.map(({ id }: { id: string }) => id), ...body.list_metadata };
    };
    const [a, b, c, d, e] = ids;
    expect(await page("order=desc")).toEqual({ ids: [e, d], before: null, after: d });
    expect(await page(`order=desc&after=${d}`)).toEqual({ ids: [c, b], before: c, after: b });
    expect(await page(`order=desc&after=${b}`)).toEqual({ ids: [a], before: a, after: null });
    expect(await page(`order=desc&before=${a}`)).toEqual({ ids: [c, b], before: c, after: b });
    expect(await page(`order=desc&before=${c}`)).toEqual({ ids: [e, d], before: null, after: d });
    expect(await page("order=asc")).toEqual({ ids: [a, b], before: null, after: b });
    expect(await page(`order=asc&after=${d}`)).toEqual({ ids: [e], before: e, after: null });
    expect(await page("order=normal")).toEqual({ ids: [e, d], before: d, after: null });
    expect(await page(`order=normal&before=${d}`)).toEqual({ ids: [c, b], before: b, after: c });
    expect(await page(`order=normal&after=${b}`)).toEqual({ ids: [d, c], before: c, after: d });
    const byDomain = await server.call(
      "GET",
      "/organizations?domains=walk0.example%2CWALK3.example&order=desc",
    );
    expect(byDomain.body.data.map(({ id }: { id: string }) => id)).toEqual([d, a]);
    const literal = await server.call("GET", `/organizations?search=${encodeURIComponent("100%_4")}`);
    expect(literal.body.data.map(({ id }: { id: string }) => id)).toEqual([e]);
    expect((await server.call("GET", "/organizations?search=nobody&domains=none.example")).body).toEqual({
      object: "list",
      data: [],
      list_metadata: { before: null, after: null },
    });
  });

  test("a deleted organization is gone at once and takes its directories with it", async () => {
    const acme = await connectedDirectory(server, "Doomed");
    await server.call("PUT", `/organizations/${acme.organization.id}`, {
      external_id: "doomed",
      domains: ["doomed.example"],
    });
    await acme.user("doomed@doomed.example");
    const deleted = await server.call("DELETE", `/organizations/${acme.organization.id}`);
    expect([deleted.status, deleted.text]).toEqual([202, ""]);
    expect((await server.call("GET", `/organizations/${acme.organization.id}`)).status).toBe(404);
    expect((await server.call("GET", "/organizations/external_id/doomed")).status).toBe(404);
    expect((await server.scim(acme.token, "GET", `${acme.base}/Users`)).status).toBe(404);
    const input = { organization_id: acme.organization.id, name: "x", type: "okta scim v2.0" };
    expect((await server.call("POST", "/directories", input)).body.code).toBe("organization_not_found");
    const again = await create({ name: "Reborn", external_id: "doomed", domains: ["doomed.example"] });
    expect(again.status).toBe(201);
    await eventually(
      async () => (await server.call("GET", `/directories/${acme.directory.id}`)).status === 404,
    );
    const types = (await eventsOf(server, `organization_id=${acme.organization.id}`, 3)).map(
      ({ event }) => event,
    );
    expect(types).toEqual(["dsync.activated", "dsync.user.created", "dsync.deleted"]);
    expect((await server.call("DELETE", `/organizations/${acme.organization.id}`)).status).toBe(404);
  });

  test("unknown ids answer 404 in JSON", async () => {
    for (const [method, path] of [
      ["GET", "/organizations/org_none"],
      ["PUT", "/organizations/org_none"],
      ["DELETE", "/organizations/org_none"],
      ["GET", "/organizations/external_id/none"],
      ["GET", "/organizations/%00"],
    ] as const) {
      const answer = await server.call(method, path, method === "PUT" ? { name: "x" } : undefined);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.body).toEqual({ code: "entity_not_found", message: expect.any(String) });
    }
  });
});
