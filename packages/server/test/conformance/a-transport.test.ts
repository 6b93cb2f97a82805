import { beforeAll, describe, expect, it } from "vitest";
import { RawConnection } from "../support/raw-connection.ts";
import {
  expectRefusal,
  newName,
  path,
  type ScimEndpoint,
  userUrn,
  useScimServer,
} from "../support/scim-endpoint.ts";

describe("transport, media types and authentication", () => {
  const server = useScimServer("sqlite");
  let endpoint: ScimEndpoint;
  beforeAll(async () => {
    endpoint = await server.open();
  });

  const newUser = () => ({ schemas: [userUrn], userName: newName() });

  it("gives text back as it came, whatever letters it has [A2a]", async () => {
    const displayName = "Zoë Müller 王小明 👩🏽‍💻";
    const user = await endpoint.user({ displayName });
    expect(await endpoint.get(path(user))).toMatchObject({ displayName });
  });

  it.each([
    ["application/scim+json"],
    ["application/scim+json; charset=utf-8"],
    ["text/html, application/scim+json;q=0.5"],
  ])("answers a request that accepts %s in SCIM's media type [A2b]", async (accept) => {
    const answer = await endpoint.send("GET", "/Users", undefined, { Accept: accept });
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toMatch(/^application\/scim\+json\b/);
  });

  it("answers a request that accepts application/json only [A2c]", async () => {
    const answer = await endpoint.send("GET", "/Users", undefined, { Accept: "application/json" });
    expect(answer.status).toBe(200);
  });

  it.each([[{}], [{ Accept: "*/*" }], [{ Accept: "application/*" }]])(
    "answers in SCIM's media type with the headers %j [A2d]",
    async (headers) => {
      const answer = await endpoint.send("GET", "/Users", undefined, headers);
      expect(answer.status).toBe(200);
      expect(answer.headers["content-type"]).toBe("application/scim+json; charset=utf-8");
    },
  );

  it.each([
    "application/scim+json",
    "application/scim+json; charset=utf-8",
    'APPLICATION/SCIM+JSON;charset="UTF-8";x=y',
  ])("reads a body of the type %s [A3a]", async (type) => {
    const answer = await endpoint.send("POST", "/Users", newUser(), { "Content-Type": type });
    expect(answer.status).toBe(201);
  });

  it.each(["application/json", "application/json;charset=UTF-8"])(
    "reads a body of the type %s [A3b]",
    async (type) => {
      const answer = await endpoint.send("POST", "/Users", newUser(), { "Content-Type": type });
      expect(answer.status).toBe(201);
    },
  );

  it("takes .scim for a part of the id [A4]", async () => {
    const user = await endpoint.user();
    expectRefusal(await endpoint.send("GET", `${path(user)}.scim`), 404);
  });

  it("gives out a base URI with the version and without a query [A5a, A5b]", async () => {
    const { pathname, search } = new URL(endpoint.directory.scimUrl);
    expect(pathname).toMatch(/^\/scim\/v2\/[A-Za-z0-9-]+$/);
    expect(search).toBe("");
    const { meta } = await endpoint.user();
    expect(meta.location.startsWith(`${endpoint.directory.scimUrl}/Users/`)).toBe(true);
    expect(meta.location).not.toContain("?");
  });

  it.each(["v1", "v3", "v9", "v2.1", "V2x"])("refuses the version %s [A5c]", async (version) => {
    const connection = new RawConnection(server.running().port);
    const base = new URL(endpoint.directory.scimUrl).pathname.replace("/v2/", `/${version}/`);
    const headers = { Authorization: `Bearer ${endpoint.directory.token}` };
    const answer = await connection.send({ method: "GET", path: `${base}/Users`, headers });
    connection.close();
    expect(answer.status).toBe(404);
  });

  it("challenges a request without a token, with no error code and a SCIM Error [A6a, A6b, A6e]", async () => {
    const connection = new RawConnection(server.running().port);
    const { pathname } = new URL(endpoint.directory.scimUrl);
    const answer = await connection.send({ method: "GET", path: `${pathname}/Users` });
    connection.close();
    expectRefusal({ ...answer, text: answer.body, body: JSON.parse(answer.body) }, 401);
    expect(answer.headers["www-authenticate"]).toMatch(/^Bearer realm="[^"]*"$/);
  });

  it("gives 403 to a token without the scope [A6d]", async () => {
    const reader = await server.open({ profile: "strict" }, { scopes: ["get:users"] });
    expect((await reader.send("GET", "/Users")).status).toBe(200);
    expectRefusal(await reader.send("POST", "/Users", newUser()), 403);
    expectRefusal(await reader.send("GET", "/Groups"), 403);
  });

  it("says in WWW-Authenticate that the scope was missing [A6f]", async () => {
    const reader = await server.open({ profile: "strict" }, { scopes: ["get:users"] });
    const { headers } = await reader.send("DELETE", "/Users/x");
    expect(headers["www-authenticate"]).toContain('error="insufficient_scope"');
  });

  it("ignores query parameters that it does not know [A10]", async () => {
    const user = await endpoint.user();
    const answer = await endpoint.send("GET", `${path(user)}?unknown=1&x[]=2&aadOptscim062020`);
    expect(answer).toMatchObject({ status: 200, body: { id: user.id } });
    const created = await endpoint.send("POST", "/Users?unknown=1", newUser());
    expect(created.status).toBe(201);
  });
});
