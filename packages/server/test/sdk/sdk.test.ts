import { type Client, createClient, type Event, RollcallError } from "@rollcall/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { eventTypes } from "../../src/events/event-types.ts";
import { TEST_API_KEY } from "../support/api-client.ts";
import { type RunningServer, startRunningServer } from "../support/running-server.ts";
import { checkAnswers } from "./document.ts";

const SCIM = "application/scim+json";

describe.each(engines)("the SDK against a server on %s", (engine) => {
  let server: RunningServer;
  let client: Client;
  const answers = checkAnswers();

  beforeAll(async () => {
    server = await startRunningServer(engine, { ROLLCALL_WEBHOOK_ALLOW_PRIVATE: "true" });
    client = createClient({ baseUrl: server.publicUrl, apiKey: TEST_API_KEY, fetch: answers.fetch });
  });
  afterAll(async () => {
    await server.close();
    // Last, after every test: no operation of the document was left out.
    expect(answers.neverCalled()).toEqual([]);
  });

  let customers = 0;
  async function directoryOfAcme() {
    customers += 1;
    const organization = await client.organizations.create({
      name: "Acme",
      domain_data: [{ domain: `acme-${customers}.example`, state: "verified" }],
    });
    const input = { organization_id: organization.id, name: "Acme Okta", type: "okta scim v2.0" };
    const directory = await client.directories.create(input);
    const { token } = await client.directoryTokens.create(directory.id);
    const push = async (method: string, path: string, body?: object) => {
      const response = await fetch(directory.scim_url + path, {
        method,
        headers: { Authorization: `Bearer ${token}`, "Content-Type": SCIM },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      expect([method, path, response.status < 300]).toEqual([method, path, true]);
      return String((response.status === 204 ? {} : ((await response.json()) as { id?: string })).id);
    };
    return { organization, directory, token, push };
  }

  test("organizations", async () => {
    const made = await client.organizations.create({
      name: "Acme",
      external_id: `acme-${engine}`,
      domain_data: [{ domain: "Acme.Example", state: "verified" }],
      metadata: { tier: "gold" },
    });
    expect(made).toMatchObject({ name: "Acme", metadata: { tier: "gold" } });
    expect(await client.organizations.get(made.id)).toEqual(made);
    expect(await client.organizations.getByExternalId(`acme-${engine}`)).toEqual(made);
    const found = await client.organizations.list({ domains: ["other.example", "acme.example"] }).page();
    expect(found.data).toEqual([made]);
    const changed = await client.organizations.update(made.id, { name: "ACME", external_id: null });
    expect(changed).toMatchObject({ name: "ACME", external_id: null });
    expect(await client.organizations.delete(made.id)).toBeUndefined();
    await expect(client.organizations.get(made.id)).rejects.toMatchObject({ code: "entity_not_found" });
  });

  test("directories and their tokens", async () => {
    const { organization, directory } = await directoryOfAcme();
    expect(directory).toMatchObject({ organization_id: organization.id, state: "linked" });
    const changed = await client.directories.update(directory.id, { label: `acme-${engine}`, domain: null });
    expect(changed).toMatchObject({ label: `acme-${engine}`, name: "Acme Okta" });
    expect(await client.directories.disable(directory.id)).toMatchObject({ state: "unlinked" });
    expect(await client.directories.enable(directory.id)).toMatchObject({ state: "linked", enabled: true });
    expect(await client.directories.get(directory.id)).toMatchObject({ label: `acme-${engine}` });
    const listed = await client.directories.list({ organization_id: organization.id }).page();
    expect(listed.data.map(({ id }) => id)).toEqual([directory.id]);

    const scopes = ["get:users"] as const;
    const token = await client.directoryTokens.create(directory.id, { scopes, lifetime_seconds: 3600 });
    expect(token).toMatchObject({ scopes, token: expect.stringMatching(/^rcd_/) });
    const tokens = await client.directoryTokens.list(directory.id).page();
    expect(tokens.data.map(({ id }) => id)).toContain(token.id);
    await client.directoryTokens.revoke(directory.id, token.id);
    expect((await client.directoryTokens.list(directory.id).page()).data).toHaveLength(1);

    const urn = "urn:example:acme:2.0:User";
    const desks = {
      name: "desks",
      type: "complex",
      multiValued: true,
      subAttributes: [{ name: "value" }],
    } as const;
    const schema = { resource_type: "User", name: "Acme", attributes: [{ name: "badge" }, desks] } as const;
    const put = await client.directorySchemas.put(directory.id, urn, schema);
    expect(put).toMatchObject({ urn, attributes: [{ name: "badge", type: "string" }, { name: "desks" }] });
    expect(await client.directorySchemas.get(directory.id, urn)).toEqual(put);
    expect((await client.directorySchemas.list(directory.id)).data).toEqual([put]);
    expect(await client.directorySchemas.delete(directory.id, urn)).toBeUndefined();

    await client.directories.delete(directory.id);
    await expect(client.directoryUsers.list({ directory: directory.id }).page()).rejects.toMatchObject({
      status: 404,
    });
  });

  test("users, groups, what the provider sent, and every event in its documented form", async () => {
    const { organization, directory, push } = await directoryOfAcme();
    const user = await push("POST", "/Users", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      userName: "ada@acme.example",
      externalId: "00u1",
      emails: [{ value: "ada@acme.example", primary: true, type: "work" }],
      title: "Analyst",
    });
    const group = await push("POST", "/Groups", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
      displayName: "Engineering",
      members: [{ value: user }],
    });
    const [ada] = await items(client.directoryUsers.list({ directory: directory.id, idp_id: "00u1" }));
    expect(ada).toMatchObject({ email: "ada@acme.example", groups: [{ name: "Engineering" }] });
    expect(await client.directoryUsers.get(ada?.id ?? "")).toEqual(ada);
    const [engineering] = await items(client.directoryGroups.list({ user: ada?.id }));
    expect(await client.directoryGroups.get(engineering?.id ?? "")).toEqual(engineering);

    await push("PATCH", `/Users/${user}`, patch({ op: "replace", value: { title: "Chief" } }));
    await push("PATCH", `/Groups/${group}`, patch({ op: "replace", value: { displayName: "Platform" } }));
    await push("PATCH", `/Groups/${group}`, patch({ op: "remove", path: `members[value eq "${user}"]` }));
    await push("DELETE", `/Groups/${group}`);
    await push("DELETE", `/Users/${user}`);
    await expect
      .poll(() => items(client.directoryRequests.list(directory.id, { search: "Groups" })), {
        timeout: 5_000,
      })
      .toHaveLength(4);
    const requests = await items(client.directoryRequests.list(directory.id));
    const first = requests.at(-1);
    expect(await client.directoryRequests.get(directory.id, first?.id ?? "")).toMatchObject({
      path: "/Users",
    });
    const { data: tokens } = await client.directoryTokens.list(directory.id).page();
    await client.directoryTokens.revoke(directory.id, tokens[0]?.id ?? "");
    await client.directories.disable(directory.id);
    await client.directories.enable(directory.id);
    await client.directories.delete(directory.id);

    const query = { organization_id: organization.id, events: eventTypes };
    await expect.poll(() => typesOf(client, query), { timeout: 5_000 }).toEqual(new Set(eventTypes));
    const updated = (await items(client.events.list(query))).find(isUserUpdate);
    expect(updated?.data).toMatchObject({
      job_title: "Chief",
      previous_attributes: { job_title: "Analyst" },
    });
  });

  test("webhook endpoints and portal links", async () => {
    const { organization } = await directoryOfAcme();
    const made = await client.webhookEndpoints.create({
      endpoint_url: "http://127.0.0.1:9/hooks",
      events: ["dsync.user.created"],
    });
    expect(await client.webhookEndpoints.get(made.id)).toEqual(made);
    const changed = await client.webhookEndpoints.update(made.id, { status: "disabled" });
    expect(changed).toMatchObject({ status: "disabled", secret: made.secret });
    expect((await items(client.webhookEndpoints.list())).map(({ id }) => id)).toEqual([made.id]);
    await client.webhookEndpoints.delete(made.id);
    expect(await items(client.webhookEndpoints.list())).toEqual([]);
    const { link } = await client.portal.generateLink({ organization: organization.id, intent: "dsync" });
    expect(link).toMatch(/^http/);
  });

  test("a list of 250 is read to its end, in every order and from any place", async () => {
    const { organization, push } = await directoryOfAcme();
    for (let first = 0; first < 250; first += 25)
      await Promise.all(
        Array.from({ length: 25 }, (_, index) => push("POST", "/Users", { userName: `u${first + index}` })),
      );
    const [directory] = await items(client.directories.list({ organization_id: organization.id }));
    const query = { directory: directory?.id };
    const ids = async (more: object) =>
      (await items(client.directoryUsers.list({ ...query, ...more }))).map(({ id }) => id);
    const oldestFirst = await ids({ order: "asc" });
    const newestFirst = [...oldestFirst].reverse();
    const middle = oldestFirst[120];
    expect(new Set(oldestFirst).size).toBe(250);
    expect(oldestFirst).toEqual([...oldestFirst].sort());
    expect(await ids({})).toEqual(newestFirst);
    expect(await ids({ order: "normal" })).toEqual(newestFirst);
    expect(await ids({ order: "asc", limit: 7 })).toEqual(oldestFirst);
    expect(await ids({ order: "asc", after: middle })).toEqual(oldestFirst.slice(121));
    expect(await ids({ order: "desc", after: middle })).toEqual(oldestFirst.slice(0, 120).reverse());
    // From a cursor backwards, away from it.
    expect(await ids({ order: "asc", before: middle })).toEqual(oldestFirst.slice(0, 120).reverse());
    expect(await ids({ order: "desc", before: middle })).toEqual(oldestFirst.slice(121));
    expect(await ids({ order: "normal", after: middle, limit: 50 })).toEqual(oldestFirst.slice(121));
    expect(await ids({ order: "normal", before: middle })).toEqual(oldestFirst.slice(0, 120).reverse());

    const pages: number[] = [];
    for await (const page of client.directoryUsers.list(query).pages()) pages.push(page.data.length);
    expect(pages).toEqual([100, 100, 50]);
    expect((await client.directoryUsers.list(query).page()).data).toHaveLength(10);
  });

  test("events are read to their end, and on from the last one", async () => {
    const { organization, push } = await directoryOfAcme();
    const names = Array.from({ length: 120 }, (_, index) => `e${index}`);
    for (const userName of names) await push("POST", "/Users", { userName });
    const query = { organization_id: organization.id };
    await expect.poll(async () => (await items(client.events.list(query))).length).toBe(121);
    const known = await items(client.events.list(query));
    await push("POST", "/Users", { userName: "late" });
    const rest = () => items(client.events.list({ ...query, after: known.at(-1)?.id }));
    await expect.poll(async () => (await rest()).map((event) => event.event)).toEqual(["dsync.user.created"]);
  });

  test("what is read no further is not fetched", async () => {
    const before = answers.count();
    const listing = client.organizations.list({ limit: 1 });
    expect(answers.count()).toBe(before);
    for await (const _ of listing) break;
    expect(answers.count()).toBe(before + 1);
  });

  test("refusals are errors with the API's code and the request's id", async () => {
    const other = createClient({ baseUrl: server.publicUrl, apiKey: `${TEST_API_KEY}x` });
    const refused = await Promise.all(
      [
        client.organizations.get("org_unknown"),
        client.organizations.create({ name: "" }),
        client.organizations.create({ name: "A", metadata: { ["k".repeat(41)]: "v" } }),
        client.directories.create({ organization_id: "org_unknown", name: "A", type: "okta scim v2.0" }),
        client.events.list({ after: "event_unknown" }).page(),
        client.directoryUsers.list({}).page(),
        other.organizations.list().page(),
      ].map((call) => call.catch((error: RollcallError) => error)),
    );
    expect(refused.map((error) => error instanceof RollcallError && [error.status, error.code])).toEqual([
      [404, "entity_not_found"],
      [422, "invalid_request_parameters"],
      [400, "invalid_metadata"],
      [400, "organization_not_found"],
      [400, "invalid_cursor"],
      [422, "invalid_request_parameters"],
      [401, "unauthorized"],
    ]);
    for (const error of refused) expect(error).toMatchObject({ requestId: expect.stringMatching(/^req_/) });
    expect(refused[1]).toMatchObject({ errors: [{ field: "name", code: "too_small" }] });
  });
});

const patch = (...operations: readonly object[]) => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  Operations: operations,
});

const isUserUpdate = (event: Event) => event.event === "dsync.user.updated";

async function items<Item>(listing: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of listing) found.push(item);
  return found;
}

async function typesOf(client: Client, query: { organization_id: string; events: readonly string[] }) {
  return new Set((await items(client.events.list(query))).map((event) => event.event));
}
