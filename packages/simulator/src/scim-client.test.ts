import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type Answer, error, inTurn, list, startServer } from "../test/support/recording-server.ts";
import { oktaProfile } from "./personas/okta.ts";
import { type JobResult, ScimClient, type ScimClientOptions } from "./scim-client.ts";

const open = (url: string, options: Partial<ScimClientOptions> = {}) => {
  const slept: number[] = [];
  const sleep = async (ms: number) => void slept.push(ms);
  return { slept, client: new ScimClient({ url, token: "t0ken", profile: oktaProfile, sleep, ...options }) };
};

const listUsers = (client: ScimClient) =>
  client.job("list", "everybody", (calls) => calls.list("/Users", { startIndex: 1, count: 2 }));

const create = (client: ScimClient) =>
  client.job("create", "ada", (calls) => calls.post("/Users", { userName: "Adá" }));

describe("what goes on the wire", () => {
  it("sends Okta's headers, a Content-Type only where Okta has one", async () => {
    await using server = await startServer((seen) =>
      seen.method === "GET" ? list() : { status: 201, body: { id: "7" } },
    );
    using client = open(server.url).client;
    await listUsers(client);
    await create(client);
    await client.job("delete", "g", (calls) => calls.delete("/Groups/7"));
    const shared = {
      Accept: "application/scim+json",
      "Accept-Charset": "utf-8",
      "User-Agent": "Okta SCIM Client 1.0.0",
      Authorization: "Bearer t0ken",
      "Accept-Encoding": "gzip,deflate",
      Connection: "Keep-Alive",
      Host: new URL(server.url).host,
    };
    const type = { "Content-Type": "application/scim+json; charset=utf-8" };
    expect(server.seen.map(({ headers }) => headers)).toEqual([
      shared,
      { ...shared, ...type, "Content-Length": "19" },
      { ...shared, ...type },
    ]);
    expect(server.seen[1]).toMatchObject({
      method: "POST",
      url: "/scim/v2/Users",
      body: { userName: "Adá" },
    });
  });

  it.each([
    ["bearer", "Bearer t0ken"],
    ["raw", "t0ken"],
    ["doubled", "Bearer Bearer t0ken"],
    ["basic", "Basic dDBrZW4="],
  ] as const)("sends the token in the form %s", async (auth, header) => {
    await using server = await startServer(() => list());
    using client = open(server.url, { auth }).client;
    await listUsers(client);
    expect(server.seen[0]!.headers.Authorization).toBe(header);
  });

  it("appends the path to the base URL as it is, so that a trailing slash doubles", async () => {
    await using server = await startServer(() => list());
    using client = open(`${server.url}/`).client;
    await listUsers(client);
    expect(server.seen[0]!.url).toBe("/scim/v2//Users?startIndex=1&count=2");
  });

  it.each([
    ["percent20", "/scim/v2/Users?filter=userName%20eq%20%22o%27hara%2Bx%40a.example%22&startIndex=1"],
    ["plus", "/scim/v2/Users?filter=userName+eq+%22o%27hara%2Bx%40a.example%22&startIndex=1"],
  ] as const)(
    "writes spaces of a filter as %s and keeps a plus apart from them",
    async (filterEncoding, url) => {
      await using server = await startServer(() => list());
      using client = open(server.url, { filterEncoding }).client;
      const query = { filter: 'userName eq "o\'hara+x@a.example"', startIndex: 1 };
      await client.job("find", "x", (calls) => calls.lookup("/Users", query));
      expect(server.seen[0]!.url).toBe(url);
    },
  );

  it("pauses between the requests of one job, not before the first", async () => {
    await using server = await startServer(() => list());
    const { client, slept } = open(server.url, { delayMs: 250 });
    await client.job("thrice", "x", async (calls) => {
      for (let times = 0; times < 3; times += 1) await calls.list("/Users", {});
    });
    client[Symbol.dispose]();
    expect(slept).toEqual([250, 250]);
  });
});

describe("429", () => {
  const busy = (retryAfter?: string) =>
    ({ status: 429, headers: retryAfter === undefined ? {} : { "Retry-After": retryAfter } }) as const;

  it("obeys an integer Retry-After exactly", async () => {
    await using server = await startServer(inTurn(busy("7"), busy("0"), list()));
    const { client, slept } = open(server.url);
    expect(await listUsers(client)).toMatchObject({ ok: true });
    expect(slept).toEqual([7_000, 0]);
    expect(client.exchanges.map(({ status, attempt }) => [status, attempt])).toEqual([
      [429, 1],
      [429, 2],
      [200, 3],
    ]);
    client[Symbol.dispose]();
  });

  it.each([undefined, "", "Wed, 21 Oct 2026 07:28:00 GMT", "1.5"])(
    "waits five minutes and then twice as long each time when Retry-After is %j",
    async (retryAfter) => {
      await using server = await startServer(
        inTurn(busy(retryAfter), busy(retryAfter), busy(retryAfter), list()),
      );
      const { client, slept } = open(server.url);
      await listUsers(client);
      expect(slept).toEqual([300_000, 600_000, 1_200_000]);
      client[Symbol.dispose]();
    },
  );

  it("gives up after ten attempts", async () => {
    await using server = await startServer(() => busy("1"));
    const { client, slept } = open(server.url);
    expect(await listUsers(client)).toMatchObject({ ok: false, task: { kind: "throttled", status: 429 } });
    expect([server.seen.length, slept.length]).toEqual([10, 9]);
    client[Symbol.dispose]();
  });
});

describe("what it complains about", () => {
  const complaint = async (
    answer: Answer,
    work: (client: ScimClient) => Promise<JobResult<unknown>> = listUsers,
  ) => {
    await using server = await startServer(() => answer);
    using client = open(server.url, { timeoutMs: 200 }).client;
    const result = await work(client);
    expect(client.tasks).toHaveLength(result.ok ? 0 : 1);
    expect(client.exchanges[0]!.error).toBe(result.ok ? undefined : client.tasks[0]!.message);
    return result.ok ? result.value : result.task;
  };

  it("a proxy's page instead of JSON, on any status", async () => {
    const page = { status: 502, body: "<html>Bad gateway</html>", headers: { "Content-Type": "text/html" } };
    expect(await complaint(page)).toMatchObject({
      kind: "notJson",
      status: 502,
      message: "Invalid JSON (502): unrecognized token '<html'.",
    });
    expect(await complaint({ status: 200, body: "error code: 502" })).toMatchObject({ kind: "notJson" });
    expect(await complaint({ status: 200 })).toMatchObject({ kind: "notJson" });
  });

  it("counters that are strings", async () => {
    for (const key of ["totalResults", "startIndex", "itemsPerPage"]) {
      const body = { totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [], [key]: "1" };
      expect(await complaint({ status: 200, body })).toMatchObject({
        kind: "badList",
        message: `${key} must be a number, got "1".`,
      });
    }
  });

  it("not the list's keys in lower case", async () => {
    const body = { totalresults: 1, startindex: 1, itemsperpage: 1, resources: [{ id: "7" }] };
    expect(await complaint({ status: 200, body })).toEqual({
      totalResults: 1,
      startIndex: 1,
      itemsPerPage: 1,
      resources: [{ id: "7" }],
    });
  });

  it("a create that returns no id", async () => {
    const expected = { kind: "emptyCreate", status: 201 };
    expect(await complaint({ status: 201 }, create)).toMatchObject(expected);
    expect(await complaint({ status: 201, body: { userName: "ada" } }, create)).toMatchObject(expected);
    expect(await complaint({ status: 201, body: { id: 7 } }, create)).toMatchObject(expected);
  });

  it("401 and 409 with the server's own words", async () => {
    expect(await complaint(error(401, "No such token."))).toMatchObject({
      kind: "unauthorized",
      message: "Authorization failed. The server answered 401: No such token.",
    });
    expect(await complaint(error(409, "Ada is there."), create)).toMatchObject({
      operation: "create",
      subject: "ada",
      kind: "conflict",
      message: "The server answered 409: Ada is there.",
    });
  });

  it("silence, an answer that never ends, and a closed connection", async () => {
    expect(await complaint("hang")).toMatchObject({ kind: "timeout" });
    expect(await complaint("drip")).toMatchObject({ kind: "timeout" });
    expect(await complaint("reset")).toMatchObject({ kind: "network" });
  });

  it("takes 404 for an empty result only when it looks somebody up", async () => {
    expect(await complaint(error(404, "none"))).toMatchObject({ kind: "status", status: 404 });
    const lookup = (client: ScimClient) => client.job("find", "x", (calls) => calls.lookup("/Users", {}));
    expect(await complaint(error(404, "none"), lookup)).toMatchObject({ totalResults: 0, resources: [] });
  });
});

it("reads compressed answers and counts what was transferred", async () => {
  const body = gzipSync(JSON.stringify({ totalResults: 0, Resources: [] }));
  await using server = await startServer(() => ({
    status: 200,
    body,
    headers: { "Content-Encoding": "gzip" },
  }));
  using client = open(server.url).client;
  expect(await listUsers(client)).toMatchObject({ ok: true, value: { totalResults: 0 } });
  expect(client.exchanges[0]).toMatchObject({
    operation: "list",
    method: "GET",
    path: "/scim/v2/Users?startIndex=1&count=2",
    route: "/Users",
    status: 200,
    bytesSent: 0,
    bytesReceived: body.length,
  });
});

it("stops the job at the first failure", async () => {
  await using server = await startServer(() => error(409, "taken"));
  using client = open(server.url).client;
  await client.job("two steps", "x", async (calls) => {
    await calls.post("/Users", {});
    await calls.get("/Users/1");
  });
  expect(server.seen).toHaveLength(1);
});

it("stops at once when it is told to", async () => {
  await using server = await startServer(() => "hang");
  const stop = new AbortController();
  using client = open(server.url, { signal: stop.signal }).client;
  const running = listUsers(client);
  stop.abort(new Error("Ctrl-C"));
  await expect(running).rejects.toThrow("Ctrl-C");
});

it("says that nobody listens", async () => {
  const gone = await startServer(() => list());
  await gone[Symbol.asyncDispose]();
  using client = open(gone.url).client;
  expect(await listUsers(client)).toMatchObject({ ok: false, task: { kind: "network" } });
});
