import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { API_KEY, type ApiServer, startApiServer } from "./api-server.ts";

describe.each(engines)("the management API's wire on %s", (engine) => {
  let server: ApiServer;
  beforeAll(async () => {
    server = await startApiServer(engine);
  });
  afterAll(() => server?.close());

  const send = (method: string, path: string, init: RequestInit = {}) =>
    fetch(server.origin + path, {
      method,
      ...init,
      headers: { Authorization: `Bearer ${API_KEY}`, ...init.headers },
    });

  test.each([
    ["no key", {}],
    ["an empty key", { Authorization: "Bearer " }],
    ["a wrong key", { Authorization: "Bearer sk_wrong" }],
    ["another scheme", { Authorization: `Basic ${API_KEY}` }],
  ])("%s gets 401 as a JSON object, on known and unknown paths alike", async (_, headers) => {
    for (const path of ["/organizations", "/events", "/nothing"]) {
      const response = await fetch(server.origin + path, { headers });
      expect([path, response.status]).toEqual([path, 401]);
      expect(response.headers.get("content-type")).toMatch(/^application\/json/);
      expect(await response.json()).toEqual({ code: "unauthorized", message: expect.any(String) });
    }
  });

  test("a key is accepted with the scheme in any case", async () => {
    const response = await fetch(`${server.origin}/directories`, {
      headers: { Authorization: `bearer ${API_KEY}` },
    });
    expect(response.status).toBe(200);
  });

  test("GET and DELETE are served with a JSON type and no body, as the SDKs send them", async () => {
    const headers = { "Content-Type": "application/json" };
    expect((await send("GET", "/organizations", { headers })).status).toBe(200);
    const created = await send("POST", "/organizations", { headers, body: JSON.stringify({ name: "Temp" }) });
    const { id } = (await created.json()) as { id: string };
    expect((await send("DELETE", `/organizations/${id}`, { headers })).status).toBe(202);
  });

  test("every answer is application/json and names its request", async () => {
    for (const [method, path] of [
      ["GET", "/organizations"],
      ["GET", "/organizations/none"],
      ["GET", "/nothing"],
      ["GET", "/events"],
      ["PUT", "/directories"],
      ["GET", "/directories?limit=x"],
    ] as const) {
      const response = await send(method, path);
      expect(response.headers.get("content-type")).toMatch(/^application\/json(;|$)/);
      expect(response.headers.get("x-request-id")).toMatch(/^req_[0-9A-HJKMNP-TV-Z]{26}$/);
      const body = (await response.json()) as object;
      expect(Array.isArray(body) || body === null).toBe(false);
      expect(body).not.toHaveProperty("error");
    }
  });

  test("a proxy's request id is kept when it is sane", async () => {
    const id = async (given: string) =>
      (await send("GET", "/directories", { headers: { "X-Request-ID": given } })).headers.get("x-request-id");
    expect(await id("trace-1234567890")).toBe("trace-1234567890");
    expect(await id("no spaces please")).toMatch(/^req_/);
    expect(await id("x".repeat(200))).toMatch(/^req_/);
  });

  test("the cause of an event is the request that made it", async () => {
    const body = JSON.stringify({ name: "Traced" });
    const headers = { "Content-Type": "application/json", "X-Request-ID": "trace-of-the-cause" };
    const organization = (await (await send("POST", "/organizations", { headers, body })).json()) as {
      id: string;
    };
    const input = JSON.stringify({ organization_id: organization.id, name: "d", type: "okta scim v2.0" });
    await send("POST", "/directories", { headers, body: input });
    const read = async () =>
      (await (await send("GET", `/events?organization_id=${organization.id}`)).json()) as {
        data: { context: { request_id: string } }[];
      };
    await expect.poll(async () => (await read()).data[0]?.context.request_id).toBe("trace-of-the-cause");
  });

  test("unknown paths are 404, known paths with another method 405 with Allow", async () => {
    const unknown = await send("GET", "/nothing/here");
    expect([unknown.status, await unknown.json()]).toEqual([
      404,
      { code: "entity_not_found", message: "There is nothing at /nothing/here." },
    ]);
    const wrong = await send("PATCH", "/organizations/org_1", {
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get("allow")).toBe("GET, PUT, DELETE");
    expect(await wrong.json()).toEqual({ code: "method_not_allowed", message: expect.any(String) });
  });

  test.each([
    ["truncated JSON", '{"name":', "application/json", 400, "invalid_json"],
    ["no JSON at all", "name=Acme", "application/json", 400, "invalid_json"],
    ["a form", "name=Acme", "application/x-www-form-urlencoded", 415, "unsupported_media_type"],
    ["plain text", '{"name":"Acme"}', "text/plain", 415, "unsupported_media_type"],
    ["null", "null", "application/json", 422, "invalid_request_parameters"],
    ["nothing", "", "application/json", 422, "invalid_request_parameters"],
    ["a hundred levels", `${"[".repeat(101)}${"]".repeat(101)}`, "application/json", 400, "invalid_json"],
    ["a hundred thousand brackets", "[".repeat(100_000), "application/json", 400, "invalid_json"],
    ["NUL inside", '{"name":"a\\u0000b"}', "application/json", 400, "invalid_json"],
  ])("a body of %s is refused", async (_, body, type, status, code) => {
    const response = await send("POST", "/organizations", { body, headers: { "Content-Type": type } });
    expect([response.status, await response.json()]).toEqual([status, expect.objectContaining({ code })]);
  });

  test("a body that is not UTF-8 is refused", async () => {
    const body = new Uint8Array([0x7b, 0x22, 0x6e, 0xff, 0x22, 0x7d]);
    const response = await send("POST", "/organizations", {
      body,
      headers: { "Content-Type": "application/json" },
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ code: "invalid_json" }),
    ]);
  });

  test("a body over 2 MiB is refused, announced or not", async () => {
    const body = JSON.stringify({ name: "x".repeat(3 * 1024 * 1024) });
    const headers = { "Content-Type": "application/json" };
    const announced = await send("POST", "/organizations", { body, headers });
    expect([announced.status, await announced.json()]).toEqual([
      413,
      expect.objectContaining({ code: "body_too_large" }),
    ]);
    expect(await chunked(server.origin, body)).toBe(413);
  });

  test("JSON types with parameters and +json suffixes are JSON", async () => {
    for (const type of ["application/json; charset=utf-8", "application/vnd.api+json", "Application/JSON"]) {
      const response = await send("POST", "/organizations", {
        body: '{"name":"T"}',
        headers: { "Content-Type": type },
      });
      expect([type, response.status]).toEqual([type, 201]);
    }
  });

  test("a NUL in the address is nothing that exists", async () => {
    expect((await send("GET", "/directories/%00")).status).toBe(404);
    expect((await send("GET", "/organizations/external_id/%00")).status).toBe(404);
    const query = await send("GET", "/directories?search=%00");
    expect([query.status, ((await query.json()) as { code: string }).code]).toEqual([
      422,
      "invalid_request_parameters",
    ]);
  });

  test("odd addresses are never a failure of the server", async () => {
    const paths = [
      "/directories/%ff",
      "/directories/%",
      "/directories/..%2f..",
      "/directory_users?directory=%ff%fe",
      "/organizations?search=%25%5F!'\"",
      "/organizations?limit=1&limit=2",
      "/organizations?after=%F0%9F%98%80",
      `/organizations?after=${"x".repeat(3000)}`,
      `/directories/${"x".repeat(3000)}`,
      "/events?events=__proto__,constructor,*",
      "/events?__proto__=1&constructor=2",
    ];
    for (const path of paths) {
      const response = await send("GET", path);
      expect([path, response.status]).toEqual([path, expect.toSatisfy((status: number) => status < 500)]);
      await response.json();
    }
  });

  test("empty query parameters count as absent", async () => {
    const response = await send("GET", "/organizations?limit=&order=&after=&before=&search=&domains=");
    expect(response.status).toBe(200);
  });

  test("health needs no key", async () => {
    for (const path of ["/health/live", "/health/ready"]) {
      const response = await fetch(server.origin + path);
      expect([path, response.status, await response.json()]).toEqual([path, 200, { status: "ok" }]);
    }
  });
});

/** Sends the body without announcing its length. */
function chunked(origin: string, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${origin}/organizations`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${API_KEY}`,
        "Content-Type": "application/json",
        "Transfer-Encoding": "chunked",
      },
    });
    request.on("response", (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on("error", reject);
    request.end(body);
  });
}
