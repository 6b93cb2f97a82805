import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { API_KEY, type ApiServer, startApiServer } from "../management/api-server.ts";
import { type WebClient, type WebRequest, webClient } from "../support/web-client.ts";

const HOUR = 3_600_000;

let server: ApiServer;
let now: number;
let web: WebClient;

beforeEach(async () => {
  now = Date.parse("2026-05-01T09:00:00Z");
  server = await startApiServer("sqlite", { clock: { now: () => now } });
  web = webClient(server.origin);
});

afterEach(() => server.close());

describe("a session", () => {
  test("reads and writes the management API, and is named as the cause", async () => {
    const { cookie, body } = await web.signIn(API_KEY);
    expect(body).toEqual({
      key: { id: "environment", name: "ROLLCALL_API_KEY" },
      expires_at: "2026-05-01T21:00:00.000Z",
    });
    const made = await web.call("POST", "/organizations", { cookie, body: { name: "Acme" } });
    expect(made.status).toBe(201);
    const directory = { organization_id: made.body.id, name: "Okta", type: "okta scim v2.0" };
    expect((await web.call("POST", "/directories", { cookie, body: directory })).status).toBe(201);
    const { body: events } = await web.call("GET", "/events?events=dsync.activated", { cookie });
    expect(events.data[0].context.actor).toMatchObject({ source: "dashboard", id: "environment" });
  });

  test("ends after twelve hours", async () => {
    const { cookie } = await web.signIn(API_KEY);
    now += 12 * HOUR - 1;
    expect((await web.call("GET", "/organizations", { cookie })).status).toBe(200);
    now += 1;
    expect((await web.call("GET", "/organizations", { cookie })).status).toBe(401);
    expect((await web.call("GET", "/_/session", { cookie })).body).toBeNull();
  });

  test("ends by signing out", async () => {
    const { cookie } = await web.signIn(API_KEY);
    const out = await web.call("DELETE", "/_/session", { cookie });
    expect(out.status).toBe(204);
    expect(out.headers.get("set-cookie")).toContain("Max-Age=0");
    expect((await web.call("GET", "/organizations", { cookie })).status).toBe(401);
    expect((await web.call("GET", "/_/overview", { cookie })).status).toBe(401);
  });

  test("has a cookie that scripts, other sites and plain http do not get", async () => {
    const { setCookie } = await web.signIn(API_KEY);
    expect(setCookie).toMatch(
      /^__Host-rollcall_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=43200$/,
    );
  });

  test("leaves nothing in the database by which it could be stolen, nor the key", async () => {
    const { cookie } = await web.signIn(API_KEY);
    const { viewDatabase } = await import("../support/database-view.ts");
    const { hashSecret } = await import("../../src/kernel/credentials.ts");
    const view = await viewDatabase(server.databaseUrl);
    const rows = JSON.stringify(await view.rows("select * from operator_sessions"));
    await view.close();
    expect(rows).toContain("environment");
    for (const secret of [cookie.split("=")[1]!, API_KEY, hashSecret(API_KEY)])
      expect(rows).not.toContain(secret);
  });
});

test("over plain http the cookie is not Secure, or the browser would not keep it", async () => {
  const plain = await startApiServer("sqlite", { env: { ROLLCALL_PUBLIC_URL: "http://localhost:8787" } });
  const { setCookie } = await webClient(plain.origin).signIn(API_KEY);
  await plain.close();
  expect(setCookie).toMatch(/^rollcall_session=/);
  expect(setCookie).not.toContain("Secure");
});

test("a wrong key opens nothing", async () => {
  const answer = await web.signIn("sk_wrong");
  expect(answer.status).toBe(401);
  expect(answer.setCookie).toBe("");
  expect((await web.call("POST", "/_/session", { body: {} })).status).toBe(422);
});

test("the overview tells what this installation is", async () => {
  const { cookie } = await web.signIn(API_KEY);
  expect((await web.call("GET", "/_/overview", { cookie })).body).toMatchObject({
    public_url: "https://sync.example.com",
    public_url_problems: [],
    database: "sqlite",
    health: { ready: true, problem: null },
    counts: { organizations: 0, directories: 0, users: { active: 0, inactive: 0 }, groups: 0 },
    webhooks: { pending: 0, parked: 0, failed: 0, events_behind: 0 },
  });
});

describe("another site", () => {
  const foreign: readonly (readonly [string, WebRequest["headers"]])[] = [
    ["says so", { "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" }],
    ["is a neighbour", { "Sec-Fetch-Site": "same-site", Origin: "https://other.example.com" }],
    ["has an old browser", { Origin: "https://evil.example" }],
    ["hides", { Origin: "null" }],
    ["says nothing", {}],
  ];

  test.each(foreign)("that %s changes nothing with the operator's cookie", async (_, headers) => {
    const { cookie } = await web.signIn(API_KEY);
    const json = { ...headers, "Content-Type": "application/json" };
    const body = { name: "Planted" };
    expect((await web.call("POST", "/organizations", { cookie, body, headers: json })).status).toBe(403);
    expect((await web.call("DELETE", "/_/session", { cookie, headers: json })).status).toBe(403);
    const { body: list } = await server.call("GET", "/organizations");
    expect(list.data).toEqual([]);
    expect((await web.call("GET", "/organizations", { cookie })).status).toBe(200);
  });

  test("sends no form", async () => {
    const { cookie } = await web.signIn(API_KEY);
    const headers = { Origin: server.origin, "Sec-Fetch-Site": "same-origin", "Content-Type": "text/plain" };
    const planted = await web.call("POST", "/organizations", { cookie, body: '{"name":"Planted"}', headers });
    expect(planted.status).toBe(415);
  });

  test("does not sign anybody in", async () => {
    const headers = { "Content-Type": "application/json", Origin: "https://evil.example" };
    const body = { api_key: API_KEY };
    expect((await web.call("POST", "/_/session", { body, headers })).status).toBe(403);
  });

  test("reads nothing", async () => {
    const { cookie } = await web.signIn(API_KEY);
    const headers = { "Sec-Fetch-Site": "same-site" };
    expect((await web.call("GET", "/organizations", { cookie, headers })).status).toBe(403);
  });
});

test("the page of the public address is ours, behind a proxy that says another host", async () => {
  const { cookie } = await web.signIn(API_KEY);
  const headers = { Origin: "https://sync.example.com", "Content-Type": "application/json" };
  const made = await web.call("POST", "/organizations", { cookie, body: { name: "Acme" }, headers });
  expect(made.status).toBe(201);
});

test("an API key in the header does not depend on where the request came from", async () => {
  expect((await server.call("POST", "/organizations", { name: "Acme" })).status).toBe(201);
});
