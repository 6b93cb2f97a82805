import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ApiServer, connectedDirectory, PUBLIC_URL, startApiServer } from "../management/api-server.ts";
import { type WebClient, webClient } from "../support/web-client.ts";

const MINUTE = 60_000;

let server: ApiServer;
let now: number;
let web: WebClient;

beforeEach(async () => {
  now = Date.parse("2026-05-01T09:00:00Z");
  server = await startApiServer("sqlite", { clock: { now: () => now } });
  web = webClient(server.origin);
});

afterEach(() => server.close());

async function generate(body: object) {
  return server.call("POST", "/portal/generate_link", body);
}

/** The token of the link in an answer. */
function tokenOf({ text }: { readonly text: string }): string {
  const { link } = JSON.parse(text) as { readonly link: string };
  return new URL(link).searchParams.get("token")!;
}

async function tokenFor(organization: string): Promise<string> {
  const answer = await generate({ organization, intent: "dsync" });
  expect(answer.status).toBe(201);
  return tokenOf(answer);
}

const organizationNamed = async (name: string): Promise<string> =>
  (await server.call("POST", "/organizations", { name })).body.id;

describe("links", () => {
  test("lead to the portal at the public address", async () => {
    const { body } = await generate({ organization: await organizationNamed("Acme"), intent: "dsync" });
    expect(body).toEqual({ link: expect.stringMatching(`^${PUBLIC_URL}/setup/[?]token=[\\w-]{43}$`) });
  });

  test("open one session, which knows its organization and the addresses to return to", async () => {
    const organization = await organizationNamed("Acme");
    const generated = await generate({
      organization,
      intent: "dsync",
      return_url: "https://app.example.com/back",
      success_url: "https://app.example.com/done",
    });
    const opened = await web.open(tokenOf(generated));
    expect(opened.status).toBe(201);
    expect(opened.body).toMatchObject({
      organization: { id: organization, name: "Acme" },
      return_url: "https://app.example.com/back",
      success_url: "https://app.example.com/done",
      expires_at: "2026-05-01T13:00:00.000Z",
      public_url: PUBLIC_URL,
      public_url_problems: [],
    });
    const again = await web.open(tokenOf(generated));
    expect(again.body).toMatchObject({ code: "portal_link_used" });
    expect(again.status).toBe(410);
  });

  test("are used by one of two who come at once", async () => {
    const token = await tokenFor(await organizationNamed("Acme"));
    const answers = await Promise.all(Array.from({ length: 8 }, () => web.open(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(410)]);
  });

  test("expire after five minutes", async () => {
    const token = await tokenFor(await organizationNamed("Acme"));
    now += 5 * MINUTE;
    expect(await web.open(token)).toMatchObject({ status: 410, body: { code: "portal_link_expired" } });
  });

  test("of a deleted organization lead nowhere", async () => {
    const organization = await organizationNamed("Acme");
    const token = await tokenFor(organization);
    await server.call("DELETE", `/organizations/${organization}`);
    expect(await web.open(token)).toMatchObject({ status: 404 });
  });

  test("are refused for what is not supported, unknown organizations and unsafe addresses", async () => {
    const organization = await organizationNamed("Acme");
    expect(await generate({ organization, intent: "sso" })).toMatchObject({
      status: 422,
      body: { code: "unsupported_intent", message: expect.stringContaining("dsync") },
    });
    expect(await generate({ organization: "org_bogus", intent: "dsync" })).toMatchObject({
      status: 400,
      body: { message: "Could not find an organization with the id, org_bogus." },
    });
    for (const return_url of [
      "http://app.example.com",
      "javascript:alert(1)",
      "/back",
      "https://a:b@x.example",
    ])
      expect(await generate({ organization, intent: "dsync", return_url })).toMatchObject({
        status: 422,
        body: { code: "invalid_url", errors: [{ field: "return_url" }] },
      });
    // Private webhook targets are allowed here: so is the developer's own machine.
    const local = { organization, intent: "dsync", return_url: "http://localhost:3000/back" };
    expect((await generate(local)).status).toBe(201);
  });

  test("leave nothing behind by which they could be made again", async () => {
    const token = await tokenFor(await organizationNamed("Acme"));
    const opened = await web.open(token);
    const { viewDatabase } = await import("../support/database-view.ts");
    const view = await viewDatabase(server.databaseUrl);
    const rows = JSON.stringify([
      await view.rows("select * from portal_links"),
      await view.rows("select * from portal_sessions"),
    ]);
    await view.close();
    expect(rows).not.toContain(token);
    expect(rows).not.toContain(opened.cookie.split("=")[1]);
  });
});

describe("a session", () => {
  test("ends after four hours", async () => {
    const { cookie } = await web.open(await tokenFor(await organizationNamed("Acme")));
    now += 4 * 60 * MINUTE - 1;
    expect((await web.call("GET", "/_/portal/directories", { cookie })).status).toBe(200);
    now += 1;
    expect((await web.call("GET", "/_/portal/directories", { cookie })).status).toBe(401);
    expect((await web.call("GET", "/_/portal/session", { cookie })).body).toBeNull();
  });

  test("ends with its organization", async () => {
    const organization = await organizationNamed("Acme");
    const { cookie } = await web.open(await tokenFor(organization));
    await server.call("DELETE", `/organizations/${organization}`);
    expect((await web.call("GET", "/_/portal/directories", { cookie })).status).toBe(401);
  });

  test("is not a way into the management API or the dashboard", async () => {
    const { cookie } = await web.open(await tokenFor(await organizationNamed("Acme")));
    for (const path of ["/organizations", "/events", "/webhook_endpoints", "/_/overview"])
      expect((await web.call("GET", path, { cookie })).status).toBe(401);
    expect((await web.call("GET", "/_/session", { cookie })).body).toBeNull();
  });

  test("has a cookie that scripts, other sites and plain http do not get", async () => {
    const { setCookie } = await web.open(await tokenFor(await organizationNamed("Acme")));
    expect(setCookie).toMatch(
      /^__Host-rollcall_portal=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=14400$/,
    );
  });

  test("makes a directory when there is none, and no second one", async () => {
    const { cookie } = await web.open(await tokenFor(await organizationNamed("Acme")));
    const body = { name: "Okta", type: "okta scim v2.0" };
    expect(await web.call("POST", "/_/portal/directories", { cookie, body })).toMatchObject({
      status: 201,
      body: { name: "Okta", profile: "okta" },
    });
    expect((await web.call("POST", "/_/portal/directories", { cookie, body })).status).toBe(409);
  });

  test("is named as the cause of what it does", async () => {
    const { directory, organization } = await connectedDirectory(server, "Acme");
    const { cookie } = await web.open(await tokenFor(organization.id));
    await web.call("POST", `/_/portal/directories/${directory.id}/tokens`, { cookie, body: {} });
    const { body } = await server.call("GET", "/events?events=dsync.token.created&order=desc&limit=1");
    expect(body.data[0].context.actor).toMatchObject({
      id: expect.stringMatching(/^portal_session_/),
      source: "admin_portal",
    });
  });
});

describe("another organization's directory", () => {
  const routes = [
    ["GET", "/_/portal/directories/{id}"],
    ["GET", "/_/portal/directories/{id}/tokens"],
    ["POST", "/_/portal/directories/{id}/tokens"],
    ["DELETE", "/_/portal/directories/{id}/tokens/{token}"],
    ["GET", "/_/portal/directories/{id}/users"],
    ["GET", "/_/portal/directories/{id}/groups"],
  ] as const;

  test.each(routes)("is not there: %s %s", async (method, path) => {
    const mine = await connectedDirectory(server, "Mine");
    const theirs = await connectedDirectory(server, "Theirs");
    await theirs.user("victim@theirs.example");
    const { cookie } = await web.open(await tokenFor(mine.organization.id));
    const tokens = await server.call("GET", `/directories/${theirs.directory.id}/tokens`);
    const at = (id: string) => path.replace("{id}", id).replace("{token}", tokens.body.data[0].id);
    const options = method === "POST" ? { cookie, body: {} } : { cookie };

    const refused = await web.call(method, at(theirs.directory.id), options);
    const unknown = await web.call(method, at("directory_01K0000000000000000000000"), options);
    expect(refused.status).toBe(404);
    // The same words as for what never was, but for the id that was asked for.
    expect(refused.text.replace(theirs.directory.id, "")).toBe(
      unknown.text.replace("directory_01K0000000000000000000000", ""),
    );
    expect((await server.call("GET", `/directories/${theirs.directory.id}/tokens`)).body).toEqual(
      tokens.body,
    );
  });

  test("does not stand in the list", async () => {
    const mine = await connectedDirectory(server, "Mine");
    await connectedDirectory(server, "Theirs");
    const { cookie } = await web.open(await tokenFor(mine.organization.id));
    const { body } = await web.call("GET", "/_/portal/directories", { cookie });
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([mine.directory.id]);
  });
});
