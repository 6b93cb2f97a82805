import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../test/databases.ts";
import {
  type JsonObject,
  type RunningDirectory,
  type RunningServer,
  startRunningServer,
} from "../support/running-server.ts";

const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

describe.each(engines)("the request log on %s", (engine) => {
  let server: RunningServer;
  let directory: RunningDirectory;

  beforeAll(async () => {
    server = await startRunningServer(engine);
    directory = await server.createDirectory();
  });
  afterAll(() => server.close());

  const send = (
    method: string,
    path: string,
    options: { body?: unknown; token?: string; base?: string } = {},
  ) =>
    fetch(`${options.base ?? directory.scimUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${options.token ?? directory.token}`,
        "user-agent": "Okta SCIM Client 1.0.0",
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });

  /** The record of an answer, which is written within half a second after it. */
  async function recordOf(response: Response): Promise<JsonObject> {
    const path = `/directories/${directory.id}/requests/${response.headers.get("x-request-id")}`;
    for (let tries = 0; tries < 100; tries++) {
      const { status, body } = await server.api("GET", path);
      if (status === 200) return body as JsonObject;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no record at ${path}`);
  }

  it("tells who sent what, how it was answered, and the events that it caused", async () => {
    const response = await send("POST", "/Users?attributes=userName", {
      body: { userName: "jane@acme.test", password: "correct-horse", active: true },
    });
    expect(response.status).toBe(201);
    const [created] = (await directory.events()).filter(({ event }) => event === "dsync.user.created");
    const record = await recordOf(response);
    expect(record).toMatchObject({
      object: "scim_request",
      directory_id: directory.id,
      method: "POST",
      path: "/Users",
      query: "attributes=userName",
      status: 201,
      client_address: "127.0.0.1",
      user_agent: "Okta SCIM Client 1.0.0",
      token_suffix: directory.token.slice(-4),
      diagnosis: null,
      skipped_members: 0,
      event_ids: [created?.id],
    });
    expect(JSON.stringify(record)).not.toContain("correct-horse");
    expect(record.response_body).toContain("jane@acme.test");
  });

  it("names the normalizers that acted", async () => {
    const user = (await (await send("POST", "/Users", { body: { userName: "caps@acme.test" } })).json()) as {
      id: string;
    };
    const response = await send("PATCH", `/Users/${user.id}`, {
      body: { schemas: [PATCH], Operations: [{ op: "Replace", path: "active", value: "False" }] },
    });
    expect(response.status).toBe(200);
    expect((await recordOf(response)).normalizers).toEqual(expect.arrayContaining(["boolean-strings"]));
  });

  it.each([
    ["bad_token", "GET", "/Users", { token: "nonsense" }],
    ["unsupported_filter", "GET", "/Users?filter=userName%20regex%20%22x%22", {}],
    ["unknown_resource", "GET", "/Users/nobody", {}],
    ["invalid_body", "POST", "/Users", { body: "not an object" }],
    ["invalid_value", "POST", "/Users", { body: { userName: 7 } }],
    ["duplicate_user_name", "POST", "/Users", { body: { userName: "JANE@acme.test" } }],
    ["unknown_member", "POST", "/Groups", { body: { displayName: "Staff", members: [{ value: "nobody" }] } }],
    ["duplicate_group", "POST", "/Groups", { body: { displayName: "staff" } }],
    ["unsupported_operation", "GET", "/Me", {}],
  ] as const)("diagnoses %s", async (diagnosis, method, path, options) => {
    const response = await send(method, path, options);
    expect(await recordOf(response)).toMatchObject({ diagnosis, status: response.status });
  });

  it("keeps a request that another directory's token sent to this endpoint", async () => {
    const other = await server.createDirectory();
    const response = await send("GET", "/Users", { token: other.token });
    expect(response.status).toBe(404);
    expect(await recordOf(response)).toMatchObject({ diagnosis: "wrong_endpoint", token_id: null });
  });

  it("lists the newest first, and finds by outcome, diagnosis and text", async () => {
    const list = async (query: string) =>
      ((await server.mustApi("GET", `/directories/${directory.id}/requests?limit=100${query}`)).data ??
        []) as JsonObject[];
    const all = await list("");
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    const failed = await list("&outcome=failed");
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every(({ status }) => Number(status) >= 400)).toBe(true);
    expect((await list("&outcome=ok")).length + failed.length).toBe(all.length);
    expect((await list("&diagnosis=duplicate_group")).map(({ path }) => path)).toEqual(["/Groups"]);
    expect(await list("&search=100%25")).toEqual([]);
    expect((await list("&search=filter%3DuserName")).length).toBe(1);
  });

  it("shows nothing of another directory", async () => {
    const other = await server.createDirectory();
    const mine = await recordOf(await send("GET", "/Users?count=1"));
    expect((await server.api("GET", `/directories/${other.id}/requests/${mine.id}`)).status).toBe(404);
    expect((await server.mustApi("GET", `/directories/${other.id}/requests`)).data).toEqual([]);
  });
});
