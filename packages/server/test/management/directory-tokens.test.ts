import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../../../test/databases.ts";
import {
  type ApiServer,
  connectedDirectory,
  eventsOf,
  eventually,
  type Items,
  startApiServer,
} from "./api-server.ts";

const allScopes = ["get", "post", "put", "patch", "delete"].flatMap((method) => [`${method}:users`]);

describe.each(engines)("directory tokens on %s", (engine) => {
  let server: ApiServer;
  const clock = {
    ahead: 0,
    now() {
      return Date.now() + this.ahead;
    },
  };
  beforeAll(async () => {
    server = await startApiServer(engine, { clock });
  });
  afterAll(() => server?.close());

  async function directory(name: string) {
    const { body: organization } = await server.call("POST", "/organizations", { name });
    const input = { organization_id: organization.id, name, type: "okta scim v2.0" };
    return (await server.call("POST", "/directories", input)).body;
  }
  const create = (id: string, body: object = {}) => server.call("POST", `/directories/${id}/tokens`, body);
  const list = async (id: string) =>
    (await server.call("GET", `/directories/${id}/tokens`)).body.data as Items;
  const users = (token: string, key: string) => server.scim(token, "GET", `/scim/v2/${key}/Users`);

  test("a token is shown once in full and then by its suffix", async () => {
    const { id } = await directory("Once");
    const created = await create(id);
    expect(created.status).toBe(201);
    expect(created.headers.get("cache-control")).toBe("no-store");
    const { token, ...rest } = created.body;
    expect(token).toMatch(/^rcd_[0-9A-Za-z]{16}_/);
    expect(rest).toEqual({
      object: "directory_token",
      id: expect.stringMatching(/^directory_token_/),
      directory_id: id,
      token_suffix: token.slice(-4),
      scopes: [...allScopes, ...allScopes.map((scope) => scope.replace("users", "groups"))],
      created_by: "environment",
      created_at: expect.any(String),
      expires_at: null,
      last_used_at: null,
    });
    const listed = await server.call("GET", `/directories/${id}/tokens`);
    expect(listed.body).toEqual({
      object: "list",
      data: [rest],
      list_metadata: { before: null, after: null },
    });
    expect(listed.text).not.toContain(token);
  });

  test("two may be active, a third is refused, also when both are asked for at once", async () => {
    // Several times, because a race that is lost only now and then is lost by somebody.
    const directories = await Promise.all(Array.from({ length: 5 }, (_, n) => directory(`Two ${n}`)));
    for (const { id } of directories) {
      const answers = await Promise.all(Array.from({ length: 8 }, () => create(id)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
      expect(new Set(answers.map(({ body }) => body.code))).toEqual(new Set([undefined, "too_many_tokens"]));
    }
    const id = directories[0]?.id ?? "";
    const [first] = await list(id);
    expect((await server.call("DELETE", `/directories/${id}/tokens/${first.id}`)).status).toBe(204);
    expect((await create(id)).status).toBe(201);
  });

  test("both tokens of a rotation work until the old one is revoked [A8c]", async () => {
    const { id, external_key } = await directory("Rotated");
    const old = (await create(id)).body;
    const fresh = (await create(id)).body;
    expect((await users(old.token, external_key)).status).toBe(200);
    expect((await users(fresh.token, external_key)).status).toBe(200);
    const revoked = await server.call("DELETE", `/directories/${id}/tokens/${old.id}`);
    expect([revoked.status, revoked.text]).toEqual([204, ""]);
    expect((await users(old.token, external_key)).status).toBe(401);
    expect((await users(fresh.token, external_key)).status).toBe(200);
    expect((await list(id)).map((token) => token.id)).toEqual([fresh.id]);
    expect((await server.call("DELETE", `/directories/${id}/tokens/${old.id}`)).status).toBe(404);
  });

  test("another replica refuses a revoked token and a disabled directory half a second later", async () => {
    const { id, external_key } = await directory("Replicas");
    const first = (await create(id)).body;
    const second = (await create(id)).body;
    const other = await server.replica();
    const ask = async (token: string) =>
      (await other.scim(token, "GET", `/scim/v2/${external_key}/Users`)).status;
    expect([await ask(first.token), await ask(second.token)]).toEqual([200, 200]);
    await server.call("DELETE", `/directories/${id}/tokens/${first.id}`);
    // Real time passes too, so that this notices a memory of clearly more than half a second, not of one millisecond more.
    clock.ahead += 500;
    expect([await ask(first.token), await ask(second.token)]).toEqual([401, 200]);
    await server.call("POST", `/directories/${id}/disable`);
    clock.ahead += 500;
    expect(await ask(second.token)).toBe(403);
  });

  test("a token expires, and then makes room [A8a]", async () => {
    const { id, external_key } = await directory("Expiring");
    const { body } = await create(id, { lifetime_seconds: 900 });
    expect(Date.parse(body.expires_at) - Date.parse(body.created_at)).toBe(900_000);
    await create(id);
    expect((await users(body.token, external_key)).status).toBe(200);
    clock.ahead += 900_000;
    expect((await users(body.token, external_key)).status).toBe(401);
    expect((await create(id)).status).toBe(201);
    expect((await list(id)).length).toBe(3);
  });

  test("scopes limit what a token may do [A6d, A7a]", async () => {
    const { id, external_key } = await directory("Scoped");
    const { body } = await create(id, { scopes: ["get:users"] });
    expect(body.scopes).toEqual(["get:users"]);
    expect((await users(body.token, external_key)).status).toBe(200);
    const groups = await server.scim(body.token, "GET", `/scim/v2/${external_key}/Groups`);
    expect(groups.status).toBe(403);
    const post = await server.scim(body.token, "POST", `/scim/v2/${external_key}/Users`, { userName: "x" });
    expect(post.status).toBe(403);
  });

  test("last_used_at appears, cut to the minute", async () => {
    const { id, external_key } = await directory("Used");
    const { token } = (await create(id)).body;
    const before = clock.now();
    await users(token, external_key);
    const used = await eventually(
      async () => ((await list(id))[0].last_used_at ?? undefined) as string | undefined,
    );
    const at = Date.parse(used);
    expect(at % 60_000).toBe(0);
    expect(at).toBeGreaterThan(before - 60_000);
    expect(at).toBeLessThanOrEqual(clock.now());
  });

  test.each([
    [{ lifetime_seconds: 899 }, "lifetime_seconds"],
    [{ lifetime_seconds: 900.5 }, "lifetime_seconds"],
    [{ lifetime_seconds: 1e12 }, "lifetime_seconds"],
    [{ scopes: [] }, "scopes"],
    [{ scopes: ["get:everything"] }, "scopes.0"],
  ])("refuses %j", async (body, field) => {
    const { id } = await directory("Refused");
    const answer = await create(id, body);
    expect([answer.status, answer.body.errors[0].field]).toEqual([422, field]);
  });

  test("a token of another directory is neither listed nor revoked through this one", async () => {
    const mine = await connectedDirectory(server, "Mine");
    const theirs = await connectedDirectory(server, "Theirs");
    const [token] = await list(theirs.directory.id);
    const path = `/directories/${mine.directory.id}/tokens/${token.id}`;
    expect((await server.call("DELETE", path)).status).toBe(404);
    expect((await users(theirs.token, theirs.directory.external_key)).status).toBe(200);
    expect((await list(mine.directory.id)).map(({ id }) => id)).not.toContain(token.id);
  });

  test("creation and revocation are events for those who name them", async () => {
    const { id, organization_id } = await directory("Heard");
    const { body } = await create(id);
    await server.call("DELETE", `/directories/${id}/tokens/${body.id}`);
    const events = await eventsOf(server, `organization_id=${organization_id}&events=dsync.token.*`, 2);
    expect(events.map(({ event }) => event)).toEqual(["dsync.token.created", "dsync.token.revoked"]);
    expect(events[1].data).toEqual({
      object: "directory_token",
      id: body.id,
      directory_id: id,
      organization_id,
      token_suffix: body.token_suffix,
      created_at: body.created_at,
    });
    const open = await eventsOf(server, `organization_id=${organization_id}&events=dsync.*`, 1);
    expect(open.map(({ event }) => event)).toEqual(["dsync.activated"]);
  });

  test("ROLLCALL_SCIM_TOKEN opens a default directory, the same after every start", async () => {
    const scimToken = "webrix-secret-webrix-secret-webrix";
    const single = await startApiServer(engine, { env: { ROLLCALL_SCIM_TOKEN: scimToken } });
    try {
      const created = await single.scim(scimToken, "POST", "/scim/v2/Users", {
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
        userName: "only@one.example",
      });
      expect(created.status).toBe(201);
      const again = await single.restart();
      expect((await again.scim(scimToken, "GET", `/scim/v2/Users/${created.body.id}`)).status).toBe(200);
      const { data } = (await again.call("GET", "/directories")).body;
      expect(data).toHaveLength(1);
      const keyed = await again.scim(scimToken, "GET", `/scim/v2/${data[0].external_key}/Users`);
      expect(keyed.body.totalResults).toBe(1);
      expect((await again.scim(`${scimToken}x`, "GET", "/scim/v2/Users")).status).toBe(401);
    } finally {
      await single.close();
    }
  });
});

test("on postgres two who ask for the last token at the same moment do not both get it", async () => {
  const server = await startApiServer("postgres");
  const operator = new Client({ connectionString: server.databaseUrl });
  try {
    const { directory } = await connectedDirectory(server, "Last place");
    const create = () => server.call("POST", `/directories/${directory.id}/tokens`, {});
    await operator.connect();
    await operator.query("begin");
    await operator.query("select id from directories where id = $1 for update", [directory.id]);
    const answers = Promise.all([create(), create()]);
    // Until both are as far as they get without the row that the open transaction holds.
    await eventually(async () => {
      const waiting = await operator.query(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      return waiting.rowCount === 2;
    });
    await operator.query("commit");
    expect((await answers).map(({ status }) => status).sort()).toEqual([201, 409]);
  } finally {
    await operator.end();
    await server.close();
  }
});
