import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../../../test/databases.ts";
import {
  type ApiServer,
  connectedDirectory,
  eventsOf,
  eventually,
  type Json,
  PUBLIC_URL,
  startApiServer,
} from "./api-server.ts";

describe.each(engines)("directories on %s", (engine) => {
  let server: ApiServer;
  let organizationId: string;
  beforeAll(async () => {
    server = await startApiServer(engine);
    const body = { name: "Acme", domains: ["acme.com"] };
    organizationId = (await server.call("POST", "/organizations", body)).body.id;
  });
  afterAll(() => server?.close());

  const create = (more: object = {}) =>
    server.call("POST", "/directories", {
      organization_id: organizationId,
      name: "Acme Okta",
      type: "okta scim v2.0",
      ...more,
    });
  const patch = (id: string, body: object) => server.call("PATCH", `/directories/${id}`, body);

  test("a directory is created with the contract's fields and ours, and announced", async () => {
    const created = await create();
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      object: "directory",
      id: expect.stringMatching(/^directory_[0-9A-HJKMNP-TV-Z]{26}$/),
      organization_id: organizationId,
      external_key: expect.stringMatching(/^[0-9A-Za-z]{20}$/),
      type: "okta scim v2.0",
      state: "linked",
      name: "Acme Okta",
      domain: "acme.com",
      metadata: { users: { active: 0, inactive: 0 }, groups: 0 },
      scim_url: `${PUBLIC_URL}/scim/v2/${created.body.external_key}`,
      label: null,
      profile: "okta",
      enabled: true,
      deprovisioning: "retain",
      membership_on_deactivation: "keep",
      unknown_members: "skip",
      user_id_attribute: "externalId",
      created_at: expect.any(String),
      updated_at: created.body.created_at,
    });
    expect((await server.call("GET", `/directories/${created.body.id}`)).body).toEqual(created.body);
    const activated = await eventually(async () => {
      const { body } = await server.call("GET", "/events?events=dsync.activated&limit=100");
      return body.data.find(({ data }: Json) => data.id === created.body.id) as Json;
    });
    expect(activated.data).toEqual({
      object: "directory",
      id: created.body.id,
      organization_id: organizationId,
      external_key: created.body.external_key,
      type: "okta scim v2.0",
      state: "active",
      name: "Acme Okta",
      domains: [
        { object: "organization_domain", id: expect.stringMatching(/^org_domain_/), domain: "acme.com" },
      ],
      created_at: created.body.created_at,
      updated_at: created.body.created_at,
    });
  });

  test.each([
    ["azure scim v2.0", "entra"],
    ["onelogin scim v2.0", "onelogin"],
    ["jump cloud scim v2.0", "jumpcloud"],
    ["pingfederate scim v2.0", "ping"],
    ["sailpoint scim v2.0", "sailpoint"],
    ["rippling scim v2.0", "generic"],
    ["generic scim v2.0", "generic"],
  ])("the type %s speaks the profile %s unless told otherwise", async (type, profile) => {
    expect((await create({ type })).body.profile).toBe(profile);
    expect((await create({ type, profile: "strict" })).body.profile).toBe("strict");
  });

  test.each(["gsuite directory", "workday", "bamboohr", "nonsense"])(
    "the pulled type %s is refused",
    async (type) => {
      const answer = await create({ type });
      expect([answer.status, answer.body.code]).toEqual([422, "unsupported_directory_type"]);
    },
  );

  test.each([
    ["Acme", 422],
    ["ab", 422],
    ["-acme", 422],
    ["acme-", 422],
    ["a_b_c", 422],
    ["a".repeat(65), 422],
    ["users", 422],
    ["bulk", 422],
    ["schemas", 422],
    ["serviceproviderconfig", 422],
    ["abcdefghij0123456789", 422],
    ["abcdefghij-0123456789", 201],
    ["a1b", 201],
    ["z".repeat(64), 201],
  ])("as a label %s answers %i", async (label, status) => {
    const answer = await create({ label });
    expect(answer.status).toBe(status);
    if (status === 422) expect(answer.body.errors[0]).toMatchObject({ field: "label" });
  });

  test("a label belongs to one directory, opens its endpoint, and is freed when it is deleted", async () => {
    const first = await connectedDirectory(server, "Labelled", { label: "acme-okta" });
    const taken = await create({ label: "acme-okta" });
    expect([taken.status, taken.body.code]).toEqual([409, "label_taken"]);
    expect((await server.scim(first.token, "GET", "/scim/v2/acme-okta/Users")).status).toBe(200);
    const { body: second } = await create();
    expect((await patch(second.id, { label: "acme-okta" })).body.code).toBe("label_taken");
    await server.call("DELETE", `/directories/${first.directory.id}`);
    expect((await patch(second.id, { label: "acme-okta" })).body.label).toBe("acme-okta");
    expect((await patch(second.id, { label: null })).body.label).toBeNull();
  });

  test("settings are changed one by one", async () => {
    const { body } = await create();
    const changes = {
      name: "Renamed",
      profile: "entra",
      deprovisioning: "delete",
      membership_on_deactivation: "remove",
      unknown_members: "reject",
      user_id_attribute: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber",
      domain: "Other.example",
    };
    for (const [field, value] of Object.entries(changes)) {
      const changed = await patch(body.id, { [field]: value });
      expect([field, changed.status]).toEqual([field, 200]);
    }
    expect((await server.call("GET", `/directories/${body.id}`)).body).toMatchObject({
      ...changes,
      domain: "other.example",
      type: "okta scim v2.0",
      external_key: body.external_key,
    });
  });

  test.each([
    [{ name: "" }],
    [{ profile: "odd" }],
    [{ deprovisioning: "sometimes" }],
    [{ user_id_attribute: "emails[" }],
    [{ enabled: "yes" }],
    [{ organization_id: 5 }],
  ])("refuses %j with 422", async (more) => {
    const answer = await create(more);
    expect([answer.status, answer.body.code]).toEqual([422, "invalid_request_parameters"]);
    expect(answer.body.errors[0].field).toBe(Object.keys(more)[0]);
  });

  test("an unknown organization is refused as the contract does", async () => {
    const answer = await create({ organization_id: "bogus-id" });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      code: "organization_not_found",
      message: "Could not find an organization with the id, bogus-id.",
    });
  });

  test("switching off refuses the provider, keeps the users, and is one event; doing it twice is none", async () => {
    const acme = await connectedDirectory(server, "Switched");
    const { id } = acme.directory;
    const user = await acme.user("kept@acme.com");
    const off = await server.call("POST", `/directories/${id}/disable`);
    expect(off.body).toMatchObject({ state: "unlinked", enabled: false });
    expect((await server.call("POST", `/directories/${id}/disable`)).status).toBe(200);
    const refused = await server.scim(acme.token, "GET", `${acme.base}/Users`);
    expect([refused.status, refused.body.schemas]).toEqual([
      403,
      ["urn:ietf:params:scim:api:messages:2.0:Error"],
    ]);
    const on = await server.call("POST", `/directories/${id}/enable`);
    expect(on.body).toMatchObject({ state: "linked", enabled: true, metadata: { users: { active: 1 } } });
    expect((await server.scim(acme.token, "GET", `${acme.base}/Users/${user.id}`)).status).toBe(200);
    expect((await patch(id, { enabled: false })).body.state).toBe("unlinked");
    const query = `organization_id=${acme.organization.id}&events=rollcall.directory.*`;
    const events = await eventsOf(server, query, 3);
    expect(events.map(({ event, data }) => [event, data.state])).toEqual([
      ["rollcall.directory.disabled", "inactive"],
      ["rollcall.directory.enabled", "active"],
      ["rollcall.directory.disabled", "inactive"],
    ]);
    const all = await eventsOf(server, `organization_id=${acme.organization.id}`, 2);
    expect(all.map(({ event }) => event)).toEqual(["dsync.activated", "dsync.user.created"]);
  });

  test("users and groups are counted as the application sees them", async () => {
    const acme = await connectedDirectory(server, "Counted");
    const ada = await acme.user("ada@acme.com");
    await acme.user("bob@acme.com", { active: false });
    await acme.user("eve@acme.com");
    await acme.group("Staff", [ada.id]);
    const expected = { users: { active: 2, inactive: 1 }, groups: 1 };
    expect((await server.call("GET", `/directories/${acme.directory.id}`)).body.metadata).toEqual(expected);
    const list = await server.call("GET", `/directories?organization_id=${acme.organization.id}`);
    expect(list.body.data[0].metadata).toEqual(expected);
  });

  test("the list narrows by organization, name and domain", async () => {
    const { body: organization } = await server.call("POST", "/organizations", { name: "Lists" });
    const input = { organization_id: organization.id, domain: "lists.example" };
    const { body: first } = await create({ ...input, name: "First One" });
    const { body: second } = await create({ ...input, name: "Second One" });
    const ids = async (query: string) =>
      (await server.call("GET", `/directories?${query}`)).body.data.map(({ id }: Json) => id);
    expect(await ids(`organization_id=${organization.id}`)).toEqual([second.id, first.id]);
    expect(await ids(`organization_id=${organization.id}&order=asc`)).toEqual([first.id, second.id]);
    expect(await ids(`organization_id=${organization.id}&search=first`)).toEqual([first.id]);
    expect(await ids("domain=LISTS.example")).toEqual([second.id, first.id]);
    expect(await ids("organization_id=org_none")).toEqual([]);
  });

  test("deleting ends the endpoint at once, removes the rows, and is one event", async () => {
    const acme = await connectedDirectory(server, "Deleted");
    const { id } = acme.directory;
    const members = await Promise.all(["a", "b", "c"].map((name) => acme.user(`${name}@acme.com`)));
    await acme.group(
      "All",
      members.map((member) => member.id),
    );
    const { data: users } = (await server.call("GET", `/directory_users?directory=${id}`)).body;
    const deleted = await server.call("DELETE", `/directories/${id}`);
    expect([deleted.status, deleted.text]).toEqual([202, ""]);
    expect((await server.scim(acme.token, "GET", `${acme.base}/Users`)).status).toBe(404);
    expect((await server.call("GET", `/directory_users/${users[0].id}`)).status).toBe(404);
    expect((await server.call("GET", `/directory_users?directory=${id}`)).status).toBe(404);
    const during = await server.call("GET", `/directories/${id}`);
    if (during.status === 200) expect(during.body.state).toBe("deleting");
    await eventually(async () => (await server.call("GET", `/directories/${id}`)).status === 404);
    expect((await server.call("DELETE", `/directories/${id}`)).status).toBe(404);
    const events = await eventsOf(server, `organization_id=${acme.organization.id}`, 9);
    expect(events.map(({ event }) => event).filter((event) => /deleted|removed/.test(event))).toEqual([
      "dsync.deleted",
    ]);
    expect(events.at(-1)?.data).toEqual({
      object: "directory",
      id,
      organization_id: acme.organization.id,
      type: "okta scim v2.0",
      state: "deleting",
      name: "Deleted",
      created_at: acme.directory.created_at,
      updated_at: expect.any(String),
    });
  });

  test("a removal that a restart interrupted goes on", async () => {
    const acme = await connectedDirectory(server, "Interrupted");
    for (let n = 0; n < 20; n++) await acme.user(`user${n}@acme.com`);
    await server.call("DELETE", `/directories/${acme.directory.id}`);
    server = await server.restart();
    await eventually(
      async () => (await server.call("GET", `/directories/${acme.directory.id}`)).status === 404,
    );
  });

  test("unknown directories answer 404 on every route", async () => {
    for (const [method, path, body] of [
      ["GET", "/directories/directory_none"],
      ["PATCH", "/directories/directory_none", {}],
      ["DELETE", "/directories/directory_none"],
      ["POST", "/directories/directory_none/enable", {}],
      ["POST", "/directories/directory_none/disable", {}],
      ["GET", "/directories/directory_none/tokens"],
      ["POST", "/directories/directory_none/tokens", {}],
      ["DELETE", "/directories/directory_none/tokens/directory_token_none"],
    ] as const) {
      const answer = await server.call(method, path, body);
      expect([method, path, answer.status, answer.body.code]).toEqual([
        method,
        path,
        404,
        "entity_not_found",
      ]);
    }
  });
});
