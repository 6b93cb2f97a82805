import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../test/databases.ts";
import { TEST_API_KEY } from "./support/api-client.ts";
import {
  type BadRequest,
  badBodies,
  badMethods,
  badQueries,
  chunked,
  type Existing,
  prototypeNames,
  wrongTypes,
} from "./support/bad-scim-requests.ts";
import { type LiveServer, startLiveServer } from "./support/live-server.ts";
import { type RawAnswer, RawConnection, type RawRequest, requestBytes } from "./support/raw-connection.ts";
import { expectApiRefusal, expectScimRefusal } from "./support/refusal.ts";

describe.each(engines)("bad input on %s", { timeout: 120_000 }, (engine) => {
  let server: LiveServer;
  let connection: RawConnection;
  let existing: Existing;
  let strict: Existing;

  beforeAll(async () => {
    server = await startLiveServer(engine);
    connection = new RawConnection(server.port);
    existing = await furnish({});
    strict = await furnish({ profile: "strict" });
  });

  afterAll(async () => {
    connection.close();
    await server.close();
  });

  async function furnish(settings: object): Promise<Existing> {
    const tenant = await server.createTenant(settings);
    const schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];
    const emails = [{ value: "zoe@bad.example", type: "work" }];
    const user = await tenant.must("POST", "/Users", { schemas, userName: "zoe", title: "Chief", emails });
    const group = await tenant.must("POST", "/Groups", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
      displayName: "Everyone",
      members: [{ value: user.id }],
    });
    return { tenant, userId: String(user.id), groupId: String(group.id) };
  }

  const scim = ({ tenant }: Existing, { path, headers, ...request }: RawRequest) =>
    connection.send({
      ...request,
      path: tenant.basePath + path,
      headers: {
        Authorization: `Bearer ${tenant.token}`,
        ...(request.body === undefined ? {} : { "Content-Type": "application/scim+json" }),
        ...headers,
      },
    });

  const api = ({ headers, ...request }: RawRequest) =>
    connection.send({
      ...request,
      headers: { Authorization: `Bearer ${TEST_API_KEY}`, "Content-Type": "application/json", ...headers },
    });

  /** Every request is refused as it should be, and after all of them nothing has changed. */
  async function expectRefusals(directory: Existing, requests: readonly BadRequest[]): Promise<void> {
    const before = await server.database.digest();
    const failures: string[] = [];
    for (const { name, request, ...expected } of requests) {
      const answer = await scim(directory, request);
      // The rest of a body that was too long is not read: the connection ends with it.
      if (answer.status === 413) connection.close();
      try {
        expectScimRefusal(answer, expected);
      } catch (error) {
        failures.push(`${name}: ${answer.status} ${answer.body}\n  ${(error as Error).message}`);
      }
    }
    expect(failures).toEqual([]);
    expect(await server.database.digest()).toBe(before);
    expect(server.alarms).toEqual([]);
  }

  it("refuses every wrong type of every attribute of the schemas [B7a, B7c, B7d, H11b]", async () => {
    const requests = wrongTypes(strict);
    expect(requests.length).toBeGreaterThan(500);
    await expectRefusals(strict, requests);
  });

  it("refuses bodies that are no JSON object, too long, too deep or not text [A2a, A3d, D5a, N2b]", () =>
    expectRefusals(existing, badBodies(existing)));

  it("refuses names that reach a prototype, wherever an attribute may be named [F14]", () =>
    expectRefusals(existing, prototypeNames(existing)));

  it("refuses filters, paths and parameters outside the grammar [F13a, F13b, F16, F18e, H4a]", () =>
    expectRefusals(existing, badQueries(existing)));

  it("refuses methods that an endpoint does not have, and names those that it has [C6]", async () => {
    await expectRefusals(existing, badMethods(existing));
    const answer = await scim(existing, { method: "PROPFIND", path: "/Users" });
    expect(answer.headers.allow).toBe("GET, POST");
  });

  it("understands nothing by a lenient profile that could fail in the server", async () => {
    for (const { request } of wrongTypes(existing)) {
      const { status } = await scim(existing, request);
      expect(status).toBeLessThan(500);
    }
    expect(server.alarms).toEqual([]);
  });

  it("reads past a byte order mark, takes the last of equal names, and the body of a GET for nothing", async () => {
    const marked = await scim(existing, {
      method: "POST",
      path: "/Users",
      body: '\ufeff{"userName":"marked"}',
    });
    expect(marked.status).toBe(201);
    const twice = '{"userName":"first","userName":"second"}';
    const second = await scim(existing, { method: "POST", path: "/Users", body: twice });
    expect(JSON.parse(second.body)).toMatchObject({ userName: "second" });
    const { status } = await scim(existing, { method: "GET", path: "/Users", body: '{"half":' });
    expect(status).toBe(200);
    for (const name of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
      const ignored = await scim(existing, { method: "GET", path: `/Users?${name}=1&${name}[a]=2` });
      expect(ignored.status).toBe(200);
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it("answers pipelined requests in order, and bodies in chunks of any size", async () => {
    const headers = { Authorization: `Bearer ${existing.tenant.token}` };
    const ids = [existing.userId, "nobody", existing.userId, "%00", existing.userId];
    const bytes = ids.map((id) =>
      requestBytes({ method: "GET", path: `${existing.tenant.basePath}/Users/${id}`, headers }),
    );
    const answers = await connection.pipeline(Buffer.concat(bytes), ids.length);
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 200, 404, 200]);
    const body = chunked(JSON.stringify({ userName: `in chunks on ${engine}` }), 3);
    const inChunks = { "Transfer-Encoding": "chunked" };
    const created = await scim(existing, { method: "POST", path: "/Users", body, headers: inChunks });
    expect(created.status).toBe(201);
  });

  it("answers in JSON what is not even HTTP, and goes on", async () => {
    const { tenant } = existing;
    const head = `GET ${tenant.basePath}/Users HTTP/1.1\r\nAuthorization: Bearer ${tenant.token}\r\n`;
    const broken: readonly (readonly [number, string])[] = [
      [400, "nonsense\r\n\r\n"],
      [400, `${head}Host: a b\r\n\r\n`],
      [400, `${head}Host: [::1\r\n\r\n`],
      [400, `${head}Host: evil.example/path?\r\n\r\n`],
      [400, `${head}Host: user:password@evil.example\r\n\r\n`],
      [400, `${head}\r\n`],
      [400, `${head}Host: x\r\nBad header: 1\r\n\r\n`],
      [400, `${head}Host: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
      [400, `${head}Host: x\r\nContent-Length: abc\r\n\r\n`],
      [400, `${head}Host: x\r\nContent-Length: -1\r\n\r\n`],
      [400, "GET /scim/v2 HTTP/9.9\r\nHost: x\r\n\r\n"],
      [400, "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"],
      [405, "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n"],
      [417, `${head}Host: x\r\nExpect: miracles\r\n\r\n`],
      [431, `${head}Host: x\r\nX-Large: ${"a".repeat(20_000)}\r\n\r\n`],
    ];
    const before = await server.database.digest();
    for (const [status, bytes] of broken) {
      const own = new RawConnection(server.port);
      expectScimRefusal(await own.sendBytes(bytes), { status });
      own.close();
    }
    expect(await server.database.digest()).toBe(before);
    expect(server.alarms).toEqual([]);
    await tenant.must("GET", "/Users");
  });

  it("refuses bad input to the management API in its own shape", async () => {
    const { tenant } = existing;
    const before = await server.database.digest();
    const failures: string[] = [];
    for (const [status, name, request] of badApiRequests(tenant.directoryId, tenant.organizationId)) {
      const answer = await api(request);
      try {
        expectApiRefusal(answer, { status });
      } catch (error) {
        failures.push(`${name}: ${answer.status} ${answer.body}\n  ${(error as Error).message}`);
      }
    }
    expect(failures).toEqual([]);
    expect(await server.database.digest()).toBe(before);
    expect(server.alarms).toEqual([]);
  });

  describe("without a valid token", () => {
    const plain = ({ status, headers, body }: RawAnswer) => {
      const { date: _, "x-request-id": __, ...rest } = headers;
      return { status, headers: rest, body };
    };
    const credentials: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
      ["none", {}],
      ["an empty one", { Authorization: "Bearer " }],
      ["a malformed one", { Authorization: "Bearer rcd_short" }],
      ["an unknown one", { Authorization: `Bearer rcd_0123456789abcdef_${"x".repeat(38)}` }],
      ["an API key", { Authorization: `Bearer ${TEST_API_KEY}` }],
      ["another scheme", { Authorization: "Basic eDp5" }],
    ];

    it.each(credentials)(
      "is 401, byte for byte the same whether the key exists or not: %s [A6a, A6b, A6e]",
      async (_, headers) => {
        const paths = ["/Users", "/Users/x", "/Groups", "/Schemas", "/ServiceProviderConfig", "/Nothing", ""];
        for (const path of paths) {
          const [known, unknown] = [existing.tenant.externalKey, "NoSuchKeyNoSuchKey00"];
          const answers = [];
          for (const key of [known, unknown])
            answers.push(await connection.send({ method: "GET", path: `/scim/v2/${key}${path}`, headers }));
          const [first, second] = answers.map(plain);
          expect(first).toEqual(second);
          expectScimRefusal(answers[0]!, { status: 401 });
          expect(first!.headers["www-authenticate"]).toBe('Bearer realm="SCIM"');
        }
      },
    );
  });

  // A query that depends on the key would tell, by the time it takes, which customers there are.
  if (engine === "postgres")
    it("asks no table before it refuses what is no token", async () => {
      const client = new Client({ connectionString: server.databaseUrl });
      await client.connect();
      await client.query("begin; lock table directories, directory_tokens in access exclusive mode");
      try {
        for (const key of [existing.tenant.externalKey, "NoSuchKeyNoSuchKey00"])
          for (const headers of [{}, { Authorization: "Bearer rcd_short" }]) {
            const answer = await connection.send({ method: "GET", path: `/scim/v2/${key}/Users`, headers });
            expect(answer.status).toBe(401);
          }
      } finally {
        await client.query("rollback");
        await client.end();
      }
    });

  it("sends a token of another directory away with 404, whether the key exists or not", async () => {
    const headers = { Authorization: `Bearer ${strict.tenant.token}` };
    for (const key of [existing.tenant.externalKey, "NoSuchKeyNoSuchKey00"]) {
      const path = `/scim/v2/${key}/Users`;
      expectScimRefusal(await connection.send({ method: "GET", path, headers }), { status: 404 });
    }
  });

  it("says why when the directory is switched off (403) and when it is deleted (404)", async () => {
    const off = await furnish({});
    await server.mustApi("POST", `/directories/${off.tenant.directoryId}/disable`);
    const body = JSON.stringify({ userName: "late" });
    const before = await server.database.digest();
    const refused = [
      await scim(off, { method: "GET", path: "/Users" }),
      await scim(off, { method: "POST", path: "/Users", body }),
      await scim(off, { method: "DELETE", path: `/Users/${off.userId}` }),
    ];
    for (const answer of refused) expectScimRefusal(answer, { status: 403 });
    expect(await server.database.digest()).toBe(before);
    await server.mustApi("DELETE", `/directories/${off.tenant.directoryId}`);
    for (const method of ["GET", "POST"]) {
      const answer = await scim(off, { method, path: "/Users", ...(method === "POST" ? { body } : {}) });
      // Once its rows are gone, so is its token.
      expect([401, 404]).toContain(answer.status);
      expectScimRefusal(answer, { status: answer.status });
    }
  });
});

const MEBIBYTE = 1024 * 1024;

function badApiRequests(
  directoryId: string,
  organizationId: string,
): readonly (readonly [status: number, name: string, request: RawRequest])[] {
  const writes: readonly (readonly [method: string, path: string])[] = [
    ["POST", "/organizations"],
    ["PUT", `/organizations/${organizationId}`],
    ["POST", "/directories"],
    ["PATCH", `/directories/${directoryId}`],
    ["POST", `/directories/${directoryId}/tokens`],
    ["POST", "/webhook_endpoints"],
  ];
  const bodies: readonly (readonly [number, string, string | Buffer, Readonly<Record<string, string>>?])[] = [
    [400, "truncated", '{"name":"x'],
    [400, "invalid UTF-8", Buffer.from('{"name":"\xff"}', "latin1")],
    [400, "NUL", '{"name":"\\u0000"}'],
    [400, "lone surrogate", '{"name":"\\ud800"}'],
    [400, "too deep", `{"name":${"[".repeat(150)}${"]".repeat(150)}}`],
    [413, "3 MiB", JSON.stringify({ name: "x".repeat(3 * MEBIBYTE) })],
    [415, "XML", "<name/>", { "Content-Type": "text/xml" }],
    [415, "gzip", '{"name":"x"}', { "Content-Encoding": "gzip" }],
    [422, "a list", "[]"],
    [422, "null", "null"],
    [422, "wrong types", '{"name":7,"scopes":7,"endpoint_url":7,"organization_id":7,"type":7}'],
    ...["__proto__", "constructor", "prototype"].flatMap((name) => [
      [422, `${name} in metadata`, `{"name":"x","metadata":{"${name}":"y"}}`] as const,
      [422, `${name} on top`, `{"name":"x","${name}":{"metadata":{}}}`] as const,
    ]),
  ];
  const reads: readonly (readonly [number, string])[] = [
    [404, "/nothing"],
    [404, "/directories/%00"],
    [404, "/directories/%E0%A4%A"],
    [404, "/directories/nobody"],
    [404, "/directory_users/nobody"],
    [404, "/directory_users?directory=nobody"],
    [422, "/directory_users"],
    [422, `/directory_users?directory=${directoryId}&idp_id=%00`],
    [422, "/directories?a=1?b&search=%00"],
    [422, "/directories?limit=0"],
    [422, "/directories?limit=many"],
    [422, "/directories?limit=99999999999999999999"],
    [422, "/directories?order=constructor"],
    [422, `/directories?after=${"x".repeat(2000)}`],
    [422, "/events?events=dsync.__proto__"],
    [422, "/events?range_start=yesterday"],
    [400, "/events?after=event_nobody"],
  ];
  return [
    ...writes.flatMap(([method, path]) =>
      bodies.map(([status, name, body, headers]) => {
        const request = { method, path, body, ...(headers ? { headers } : {}) };
        return [status, `${method} ${path}: ${name}`, request] as const;
      }),
    ),
    ...reads.map(([status, path]) => [status, `GET ${path}`, { method: "GET", path }] as const),
    ...["PROPFIND", "TRACE", "PUT"].map(
      (method) => [405, `${method} /directories`, { method, path: "/directories" }] as const,
    ),
  ];
}
