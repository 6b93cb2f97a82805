import { expect, test } from "vitest";
import { createClient, RollcallError } from "../src/index.ts";
import { json, type ScriptedServer, type Step, scriptedServer } from "./scripted-server.ts";

const organization = json(200, { object: "organization", id: "org_1" });
const busy = json(503, { code: "unavailable", message: "later" }, { "Retry-After": "0" });
const limited = json(429, { code: "rate_limited", message: "slower" }, { "Retry-After": "0" });

async function start(...steps: readonly Step[]) {
  const server = await scriptedServer(...steps);
  return { server, client: createClient({ baseUrl: `${server.url}/`, apiKey: "sk_1" }) };
}

const failure = (call: Promise<unknown>) =>
  call.then(
    () => expect.unreachable(),
    (error: unknown) => {
      expect(error).toBeInstanceOf(RollcallError);
      return error as RollcallError;
    },
  );

test("a request carries the key, a body its type, and ids their escapes", async () => {
  const { server, client } = await start(organization);
  await client.organizations.get("org/1?x=%");
  await client.organizations.update("org_1", { name: "Zoë", external_id: undefined });
  await client.organizations.list({ domains: ["a.com", "b.com"], search: "a&b", after: undefined }).page();
  const [get, put, list] = server.received;
  expect(get).toMatchObject({ method: "GET", url: "/organizations/org%2F1%3Fx%3D%25" });
  expect(get?.headers).toMatchObject({ authorization: "Bearer sk_1" });
  expect(get?.headers["content-type"]).toBeUndefined();
  expect(put).toMatchObject({ method: "PUT", body: '{"name":"Zoë"}' });
  expect(put?.headers["content-type"]).toBe("application/json");
  expect(list?.url).toBe("/organizations?domains=a.com%2Cb.com&search=a%26b");
});

test.each(["", ".", ".."])("the id %j would be another address, and is not sent", async (id) => {
  const { server, client } = await start(organization);
  expect(() => client.organizations.delete(id)).toThrow(TypeError);
  expect(server.received).toEqual([]);
});

test.each([{ apiKey: "" }, { baseUrl: "sync.example.com" }, { baseUrl: "" }])(
  "a client is not made with %j",
  (wrong) => {
    expect(() => createClient({ baseUrl: "http://localhost", apiKey: "sk_1", ...wrong })).toThrow(TypeError);
  },
);

type Client = ReturnType<typeof createClient>;

test.each<[string, (client: Client) => Promise<unknown>]>([
  ["get", (client) => client.organizations.get("org_1")],
  ["put", (client) => client.organizations.update("org_1", {})],
  ["patch", (client) => client.directories.update("directory_1", {})],
  ["delete", (client) => client.organizations.delete("org_1")],
  ["enable", (client) => client.directories.enable("directory_1")],
])("%s is repeated until it is answered", async (_, call) => {
  const { server, client } = await start("cut", busy, json(502, {}, { "Retry-After": "0" }), organization);
  await call(client);
  expect(server.received).toHaveLength(4);
});

test("what creates is not repeated, lest it create twice", async () => {
  for (const step of [busy, "cut"] as const) {
    const { server, client } = await start(step);
    await failure(client.organizations.create({ name: "Acme" }));
    expect(server.received).toHaveLength(1);
  }
});

test("what creates is repeated when it was one request too many", async () => {
  const { server, client } = await start(limited, organization);
  await client.organizations.create({ name: "Acme" });
  expect(server.received).toHaveLength(2);
});

test("what is refused is not repeated", async () => {
  const { server, client } = await start(json(404, { code: "entity_not_found", message: "no" }));
  await failure(client.organizations.get("org_1"));
  expect(server.received).toHaveLength(1);
});

test("repeating ends, and the last refusal is thrown", async () => {
  const { server, client } = await start(busy);
  expect(await failure(client.organizations.get("org_1"))).toMatchObject({
    code: "unavailable",
    status: 503,
  });
  expect(server.received).toHaveLength(4);
});

test.each<[string, () => string]>([
  ["seconds", () => "1"],
  ["a date", () => new Date(Date.now() + 2_000).toUTCString()],
])("Retry-After is waited for, as %s", async (_, wait) => {
  const { server, client } = await start(
    json(429, { message: "slower" }, { "Retry-After": wait() }),
    organization,
  );
  await client.organizations.get("org_1");
  const [first = 0, second = 0] = server.received.map(({ at }) => at);
  expect(second - first).toBeGreaterThan(950);
});

test("who is told to wait for an hour is told so at once", async () => {
  const { server, client } = await start(json(429, { message: "slower" }, { "Retry-After": "3600" }));
  expect(await failure(client.organizations.get("org_1"))).toMatchObject({ status: 429 });
  expect(server.received).toHaveLength(1);
});

test("without Retry-After each wait is longer", async () => {
  const { server, client } = await start(
    json(500, { message: "oh" }),
    json(500, { message: "oh" }),
    organization,
  );
  await client.organizations.get("org_1");
  const [a, b, c] = server.received.map(({ at }) => at) as [number, number, number];
  expect(b - a).toBeGreaterThan(240);
  expect(c - b).toBeGreaterThan(490);
});

test("a delete whose first answer was lost has deleted", async () => {
  const gone = json(404, { code: "entity_not_found", message: "gone" });
  const { client } = await start("cut", gone);
  await expect(client.directories.delete("directory_1")).resolves.toBeUndefined();
  const { client: other } = await start(gone);
  expect(await failure(other.directories.delete("directory_1"))).toMatchObject({ status: 404 });
});

test("an error says what the API said, and which request it was", async () => {
  const errors = [{ field: "name", code: "required", message: "name is required" }];
  const { client } = await start(
    json(422, { code: "invalid_request_parameters", message: "Bad.", errors }, { "X-Request-ID": "req_9" }),
  );
  expect(await failure(client.organizations.create({ name: "" }))).toMatchObject({
    name: "RollcallError",
    code: "invalid_request_parameters",
    message: "Bad.",
    status: 422,
    requestId: "req_9",
    errors,
  });
});

test.each<[string, Step]>([
  ["a page of a proxy", { status: 404, body: "<html>not here</html>" }],
  ["a page with status 200", { status: 200, body: "<html>sign in</html>" }],
  ["a redirect", { status: 301, headers: { Location: "https://elsewhere.example" } }],
  ["JSON of something else", json(400, { error: "invalid_client" })],
])("%s is not taken for an answer", async (_, step) => {
  const { client } = await start(step);
  const error = await failure(client.organizations.get("org_1"));
  expect(error).toMatchObject({ code: "unexpected_answer" });
  expect(error.message).toContain("baseUrl");
});

const quick = (server: ScriptedServer, retries: number) =>
  createClient({ baseUrl: server.url, apiKey: "sk_1", timeoutMs: 50, retries });

test("an attempt that is not answered in time ends, and may be repeated", async () => {
  const server = await scriptedServer("hang", organization);
  expect(await failure(quick(server, 0).organizations.get("org_1"))).toMatchObject({ code: "timeout" });
  await quick(await scriptedServer("hang", organization), 1).organizations.get("org_1");
});

test("a server that is not there is a connection that failed", async () => {
  const client = createClient({ baseUrl: "http://127.0.0.1:1", apiKey: "sk_1", retries: 0 });
  const error = await failure(client.organizations.get("org_1"));
  expect(error).toMatchObject({ code: "connection_failed", status: undefined });
  expect(error.cause).toBeInstanceOf(Error);
});

test("a caller's signal ends a call, whether it is sent or waits to be repeated", async () => {
  const slow = json(503, { message: "later" }, { "Retry-After": "30" });
  for (const step of ["hang", slow] as const) {
    const { server, client } = await start(step);
    const signal = AbortSignal.timeout(100);
    await expect(client.organizations.get("org_1", { signal })).rejects.toMatchObject({
      name: "TimeoutError",
    });
    expect(server.received).toHaveLength(1);
  }
  const { server, client } = await start(organization);
  await expect(client.organizations.get("org_1", { signal: AbortSignal.abort() })).rejects.toThrow("aborted");
  expect(server.received).toEqual([]);
});

test("a fetch of one's own sends the requests", async () => {
  const sent: string[] = [];
  const client = createClient({
    baseUrl: "https://sync.example.com",
    apiKey: "sk_1",
    fetch: async (url, { method }) => {
      sent.push(`${method} ${url}`);
      return Response.json({ object: "organization", id: "org_1" });
    },
  });
  await client.organizations.get("org_1");
  expect(sent).toEqual(["GET https://sync.example.com/organizations/org_1"]);
});
