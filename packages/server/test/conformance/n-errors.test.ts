import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "../../../../test/databases.ts";
import { startRunningServer } from "../support/running-server.ts";
import {
  expectRefusal,
  newName,
  patchUrn,
  path,
  type Resource,
  type ScimEndpoint,
  userUrn,
  useScimServer,
} from "../support/scim-endpoint.ts";

describe("errors", () => {
  const server = useScimServer("sqlite");
  let endpoint: ScimEndpoint;
  let user: Resource;
  beforeAll(async () => {
    endpoint = await server.open();
    user = await endpoint.user();
  });

  const patch = (operation: object) => ({ schemas: [patchUrn], Operations: [operation] });

  type Case = readonly [
    status: number,
    scimType: string | undefined,
    method: string,
    path: string,
    body?: unknown,
  ];
  const cases: readonly Case[] = [
    [400, "invalidFilter", "GET", "/Users?filter=userName"],
    [409, "uniqueness", "POST", "/Users", { schemas: [userUrn], userName: "TAKEN" }],
    [400, "mutability", "PATCH", "{user}", patch({ op: "replace", path: "id", value: "x" })],
    [400, "invalidSyntax", "POST", "/Users", "{"],
    [400, "invalidPath", "PATCH", "{user}", patch({ op: "replace", path: "a b", value: "x" })],
    [400, "noTarget", "PATCH", "{user}", patch({ op: "remove" })],
    [400, "invalidValue", "POST", "/Users", { schemas: [userUrn] }],
    [403, undefined, "GET", "/Schemas?filter=id%20pr"],
    [404, undefined, "GET", "/Users/nobody"],
    [404, undefined, "GET", "/Nothing"],
    [405, undefined, "DELETE", "/Users"],
    [501, undefined, "GET", "/Me"],
  ];

  it.each(cases)(
    "%i %s: %s %s has the body that the RFC gives an error [N1a, N1b, N2a, N3, N4a]",
    async (...one: readonly unknown[]) => {
      const [status, scimType, method, where, body] = one as unknown as Case;
      if (scimType === "uniqueness") await endpoint.user({ userName: "taken" });
      const answer = await endpoint.send(method, where.replace("{user}", path(user)), body);
      expectRefusal(answer, status, scimType);
      expect(Object.keys(answer.body).sort()).toEqual(
        ["detail", "schemas", "status", ...(scimType ? ["scimType"] : [])].sort(),
      );
      expect(answer.body.status).toBe(String(status));
      expect(answer.body.detail).toMatch(/^\S.+\.$/s);
      expect(answer.headers["content-type"]).toBe("application/scim+json; charset=utf-8");
    },
  );

  it("are 412 for another version and 413 for too long a body [N2a, N2b]", async () => {
    const old = await endpoint.send("DELETE", path(user), undefined, { "If-Match": '"other"' });
    expectRefusal(old, 412);
    const long = { schemas: [userUrn], userName: newName(), title: "x".repeat(3 * 1024 * 1024) };
    expectRefusal(await endpoint.send("POST", "/Users", long), 413);
  });

  it("name the attribute, and repeat no secret [N4a, N4b]", async () => {
    const wrong = { schemas: [userUrn], userName: newName(), emails: [{ value: 5 }] };
    const { body } = await endpoint.send("POST", "/Users", wrong);
    expect(body.detail).toContain("emails.value");
    const secret = "s3cret-conformance";
    for (const text of [
      `{"password":"${secret}"`,
      JSON.stringify({ schemas: [userUrn], password: secret }),
    ]) {
      const answer = await endpoint.send("POST", "/Users", text);
      expect(answer.status).toBe(400);
      expect(answer.text).not.toContain(secret);
    }
    const headers = { Authorization: `Bearer ${secret}` };
    const unauthorized = await endpoint.send("GET", "/Users", undefined, headers);
    expectRefusal(unauthorized, 401);
    expect(unauthorized.text).not.toContain(secret);
  });

  it("of the management API have a shape of their own [N5]", async () => {
    const { status, body } = await server.running().api("GET", "/directories/nobody");
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: expect.any(String), message: expect.any(String) });
    expect(body).not.toHaveProperty("schemas");
  });
});

describe("a directory that asks too much", () => {
  const server = useScimServer("sqlite", { ROLLCALL_RATE_LIMIT: "on" });

  it("is told to wait, by a whole number of seconds [N2c]", { timeout: 60_000 }, async () => {
    const endpoint = await server.open();
    const wires = Array.from({ length: 8 }, () => endpoint.directory.wire({}));
    let refused: Awaited<ReturnType<ScimEndpoint["send"]>> | undefined;
    const until = Date.now() + 30_000;
    while (refused === undefined && Date.now() < until) {
      const answers = await Promise.all(
        wires.flatMap((wire) => Array.from({ length: 50 }, () => wire.send("GET", "/ServiceProviderConfig"))),
      );
      refused = answers.find(({ status }) => status === 429);
    }
    for (const wire of wires) wire.close();
    expect(refused?.headers["retry-after"]).toMatch(/^[1-9]\d*$/);
    if (refused) expectRefusal(refused, 429);
  });
});

/** A way to the database that can be cut. */
async function connectionTo(database: URL) {
  const sockets = new Set<Socket>();
  const relay = createServer((socket) => {
    const onward = connect(Number(database.port || 5432), database.hostname);
    for (const end of [socket, onward]) {
      sockets.add(end);
      end.on("error", () => undefined).on("close", () => sockets.delete(end));
    }
    socket.pipe(onward).pipe(socket);
  });
  const open = (port: number) => new Promise<void>((resolve) => relay.listen(port, "127.0.0.1", resolve));
  await open(0);
  const { port } = relay.address() as AddressInfo;
  const url = new URL(database);
  url.host = `127.0.0.1:${port}`;
  const cut = async () => {
    const closed = new Promise((resolve) => relay.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { url: url.href, cut, mend: () => open(port) };
}

it("answers 503 and when to come back while the storage does not answer, and serves the next request [N2d]", async () => {
  const database = await createTestDatabase("postgres");
  const connection = await connectionTo(new URL(database.url));
  const server = await startRunningServer("sqlite", { ROLLCALL_DATABASE_URL: connection.url });
  const wire = (await server.createDirectory({ profile: "strict" })).wire({});
  expect((await wire.send("GET", "/Users")).status).toBe(200);
  await connection.cut();
  const answer = await wire.send("GET", "/Users");
  await connection.mend();
  expectRefusal(answer, 503);
  expect(answer.headers["retry-after"]).toMatch(/^[1-9]\d*$/);
  expect((await wire.send("GET", "/Users")).status).toBe(200);
  wire.close();
  await expect(server.close()).rejects.toThrow("database unavailable");
  await connection.cut();
  await database.drop();
});
