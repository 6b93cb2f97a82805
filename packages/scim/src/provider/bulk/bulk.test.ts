import { describe, expect, it } from "vitest";
import {
  at,
  baseUrl,
  type Directory,
  enterpriseUrn,
  groupUrn,
  openDirectory,
  patchUrn,
  userUrn,
} from "../../../test/open-directory.ts";
import { ScimError } from "../../message/error.ts";
import type { Repository } from "../repository.ts";

const requestUrn = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const responseUrn = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

type Result = {
  readonly location?: string;
  readonly method: string;
  readonly bulkId?: string;
  readonly version?: string;
  readonly status: string;
  readonly response?: { readonly scimType?: string; readonly detail: string };
};

const user = (bulkId: string, userName: string, more: object = {}) => ({
  method: "POST",
  path: "/Users",
  bulkId,
  data: { schemas: [userUrn], userName, ...more },
});
const group = (bulkId: string, displayName: string, members: readonly string[]) => ({
  method: "POST",
  path: "/Groups",
  bulkId,
  data: { schemas: [groupUrn], displayName, members: members.map((value) => ({ value })) },
});
const managedBy = (value: string) => ({ [enterpriseUrn]: { manager: { value } } });

async function run(
  directory: Directory,
  operations: readonly object[],
  more: object = {},
): Promise<Result[]> {
  const answer = await directory.send("POST", "/Bulk", {
    schemas: [requestUrn],
    Operations: operations,
    ...more,
  });
  expect(answer.status).toBe(200);
  expect(at(answer.body, "schemas")).toEqual([responseUrn]);
  return at(answer.body, "Operations") as Result[];
}

const statuses = (results: readonly Result[]) => results.map(({ status }) => status);
const idOf = (result: Result | undefined) => result?.location?.split("/").at(-1) ?? "none";

describe("a bulk request", () => {
  it("runs each operation and answers with exactly the fields of RFC 7644 §3.7.3 [L1b, L1d, L2a, L2b, L2c]", async () => {
    const directory = openDirectory();
    const ann = await directory.createUser("ann");
    const bob = await directory.createUser("bob");
    const results = await run(directory, [
      user("q", "cat"),
      {
        method: "PUT",
        path: `/Users/${ann}`,
        version: 'W/"1"',
        data: { schemas: [userUrn], userName: "anna" },
      },
      {
        method: "PATCH",
        path: `/Users/${ann}`,
        bulkId: "echoed",
        data: { schemas: [patchUrn], Operations: [{ op: "add", path: "title", value: "T" }] },
      },
      { method: "DELETE", path: `/Users/${bob}` },
      user("w", "CAT"),
    ]);
    expect(results).toEqual([
      { location: `${baseUrl}/Users/r3`, method: "POST", bulkId: "q", version: 'W/"1"', status: "201" },
      { location: `${baseUrl}/Users/${ann}`, method: "PUT", version: 'W/"2"', status: "200" },
      {
        location: `${baseUrl}/Users/${ann}`,
        method: "PATCH",
        bulkId: "echoed",
        version: 'W/"3"',
        status: "200",
      },
      { location: `${baseUrl}/Users/${bob}`, method: "DELETE", status: "204" },
      {
        method: "POST",
        bulkId: "w",
        status: "409",
        response: {
          schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
          status: "409",
          scimType: "uniqueness",
          detail: expect.stringContaining("userName"),
        },
      },
    ]);
    expect(at((await directory.send("GET", `/Users/${ann}`)).body, "title")).toBe("T");
  });

  it("resolves references in members, extensions, filters of PATCH paths and paths, also forward ones [L4a]", async () => {
    const directory = openDirectory();
    const old = await directory.createGroup("Old", []);
    const results = await run(directory, [
      group("g", "New", ["bulkId:a", "bulkId:b"]),
      {
        method: "PATCH",
        path: `/Groups/${old}`,
        data: {
          schemas: [patchUrn],
          Operations: [
            { op: "add", path: "members", value: [{ value: "bulkId:a" }, { value: "bulkId:b" }] },
            { op: "remove", path: 'members[value eq "bulkId:b"]' },
          ],
        },
      },
      user("a", "ann", managedBy("bulkId:b")),
      user("b", "bob"),
      {
        method: "PUT",
        path: "/Users/bulkId:b",
        data: { schemas: [userUrn], userName: "bob", title: "Boss" },
      },
    ]);
    expect(statuses(results)).toEqual(["201", "204", "201", "201", "200"]);
    const [created, , ann, bob, put] = results;
    const members = async (id: string) =>
      (at((await directory.send("GET", `/Groups/${id}`)).body, "members") as { value: string }[]).map(
        ({ value }) => value,
      );
    expect(await members(idOf(created))).toEqual([idOf(ann), idOf(bob)]);
    expect(await members(old)).toEqual([idOf(ann)]);
    expect(put?.location).toBe(bob?.location);
    const annNow = await directory.send("GET", `/Users/${idOf(ann)}`);
    expect(at(annNow.body, enterpriseUrn, "manager", "value")).toBe(idOf(bob));
  });

  it("takes a PATCH whose data is the operations alone, as the RFC's own sample has it [L2d]", async () => {
    const directory = openDirectory();
    const ann = await directory.createUser("ann");
    const data = [{ op: "add", path: "title", value: "T" }];
    expect(statuses(await run(directory, [{ method: "PATCH", path: `/Users/${ann}`, data }]))).toEqual([
      "200",
    ]);
  });

  it("stops at failOnErrors, and goes on to the end without it [L3a, L3b]", async () => {
    const operations = [user("a", ""), user("b", "bob"), user("c", ""), user("d", "dan")];
    expect(statuses(await run(openDirectory(), operations))).toEqual(["400", "201", "400", "201"]);
    expect(statuses(await run(openDirectory(), operations, { failOnErrors: 1 }))).toEqual(["400"]);
    expect(statuses(await run(openDirectory(), operations, { failOnErrors: 2 }))).toEqual([
      "400",
      "201",
      "400",
    ]);
    expect(statuses(await run(openDirectory(), operations, { failOnErrors: 0 }))).toHaveLength(4);
  });

  it("refuses what an operation cannot be, and only that operation [L1c, L2c, L8a]", async () => {
    const results = await run(openDirectory(), [
      { method: "GET", path: "/Users/x" },
      { method: "POST", path: "/Bulk", bulkId: "n", data: { schemas: [requestUrn], Operations: [] } },
      { method: "POST", path: "/Users/.search", bulkId: "s", data: {} },
      { method: "POST", path: "/Users", data: { userName: "x" } },
      { method: "PUT", path: "/Users/none" },
      { method: "DELETE", path: "/Nope/1" },
      { method: "POST", path: "/Users/1", bulkId: "p", data: {} },
      { path: "/Users" },
      { method: "DELETE" },
      user("ok", "ann"),
    ]);
    expect(statuses(results)).toEqual(["400", "400", "400", "400", "400", "404", "405", "400", "400", "201"]);
    for (const { status, response } of results.slice(0, -1)) expect(response).toMatchObject({ status });
    expect(results[4]?.location).toBe(`${baseUrl}/Users/none`);
  });

  it("refuses both POSTs of one bulkId and unknown bulkIds with 400, and what depends on them with 409 [L7a]", async () => {
    const directory = openDirectory();
    const results = await run(directory, [
      user("twice", "ann"),
      user("twice", "bob"),
      group("g", "G", ["bulkId:twice"]),
      user("lost", "cat", managedBy("bulkId:none")),
      { method: "DELETE", path: "/Users/bulkId:lost" },
      { method: "DELETE", path: "/Users/bulkId:none" },
    ]);
    expect(statuses(results)).toEqual(["400", "400", "409", "400", "409", "400"]);
    expect(at((await directory.send("GET", "/Users")).body, "totalResults")).toBe(0);
  });

  it.each([
    ["", 400],
    ["{", 400],
    [{}, 400],
    [{ schemas: [requestUrn] }, 400],
    [{ schemas: [requestUrn], Operations: {} }, 400],
    [{ schemas: [requestUrn], Operations: [1] }, 400],
    [{ schemas: [requestUrn], Operations: [], failOnErrors: -1 }, 400],
    [{ schemas: [requestUrn], Operations: [], failOnErrors: "1" }, 400],
    [{ schemas: [requestUrn], Operations: [] }, 200],
  ])("%j as a whole is %i [L1a]", async (body, status) => {
    expect((await openDirectory().send("POST", "/Bulk", body)).status).toBe(status);
  });

  it("answers 413 with the limit's name above maxOperations and maxPayloadSize [L6b]", async () => {
    const directory = openDirectory({ limits: { bulkOperations: 2, bulkPayload: 2_000 } });
    const send = (Operations: readonly object[]) =>
      directory.send("POST", "/Bulk", { schemas: [requestUrn], Operations });
    const many = await send([user("a", "a"), user("b", "b"), user("c", "c")]);
    expect(many).toMatchObject({
      status: 413,
      body: { detail: expect.stringMatching(/maxOperations \(2\)/) },
    });
    const large = await send([user("a", "é".repeat(1_000))]);
    expect(large).toMatchObject({
      status: 413,
      body: { detail: expect.stringMatching(/maxPayloadSize \(2000/) },
    });
    expect((await send([user("a", "é".repeat(800)), user("b", "b")])).status).toBe(200);
    expect(at((await directory.send("GET", "/Users")).body, "totalResults")).toBe(2);
  });

  it("asks the token's scopes for each operation, and for a circle those of its POSTs only [L8b]", async () => {
    const allows = (method: string, type: string) => method === "POST" && type === "User";
    const results = await run(openDirectory({ allows }), [
      user("a", "ann", managedBy("bulkId:b")),
      user("b", "bob", managedBy("bulkId:a")),
      group("g", "G", []),
      { method: "DELETE", path: "/Users/bulkId:a" },
    ]);
    expect(statuses(results)).toEqual(["201", "201", "403", "403"]);
  });

  it("tells which normalizers acted and which ids were left out", async () => {
    const directory = openDirectory();
    const answer = await directory.send("POST", "/Bulk", {
      schemas: [requestUrn],
      Operations: [
        { method: "POST", path: "/Users", bulkId: "u", data: { userName: "ann", active: "True" } },
        group("g", "G", ["nobody"]),
      ],
    });
    expect(answer).toMatchObject({ status: 200, skipped: ["nobody"], operations: 2 });
    expect(answer.acted).toEqual(expect.arrayContaining(["missing-schemas", "boolean-strings"]));
  });

  it("reports what was done before the storage failed, and leaves the rest", async () => {
    const wrap = (repository: Repository): Repository => ({
      ...repository,
      write: (change) => {
        if (change.kind === "create" && change.attributes.userName === "bob") throw new Error("disk");
        return repository.write(change);
      },
    });
    const operations = [user("a", "ann"), user("b", "bob"), user("c", "cat")];
    const told = openDirectory({
      wrap,
      explainFailure: () => new ScimError(503, undefined, "Storage is away."),
    });
    expect(statuses(await run(told, operations))).toEqual(["201", "503"]);
    await expect(run(openDirectory({ wrap }), operations)).rejects.toThrow("disk");
  });
});

describe("circular references", () => {
  it("are resolved by a second step, whatever form they have [L4b]", async () => {
    const directory = openDirectory();
    const results = await run(directory, [
      group("g", "G", ["bulkId:h", "bulkId:a"]),
      group("h", "H", ["bulkId:g"]),
      user("a", "ann", managedBy("bulkId:b")),
      user("b", "bob", managedBy("bulkId:a")),
      user("c", "cat", { ...managedBy("bulkId:c"), emails: [{ value: "c@x.org" }] }),
    ]);
    expect(statuses(results)).toEqual(["201", "201", "201", "201", "201"]);
    for (const { location, version } of results) {
      const read = await directory.send("GET", String(location).slice(baseUrl.length));
      expect(read.headers.ETag).toBe(version);
    }
    const [g, h, a, b, c] = results.map(idOf);
    const read = async (path: string) => (await directory.send("GET", path)).body;
    const values = async (id?: string) =>
      (at(await read(`/Groups/${id}`), "members") as { value: string }[]).map(({ value }) => value);
    expect(new Set(await values(g))).toEqual(new Set([h, a]));
    expect(await values(h)).toEqual([g]);
    const managers = [a, b, c].map(async (id) =>
      at(await read(`/Users/${id}`), enterpriseUrn, "manager", "value"),
    );
    expect(await Promise.all(managers)).toEqual([b, a, c]);
    expect(at(await read(`/Users/${c}`), "emails", 0, "value")).toBe("c@x.org");
  });

  it("leave nothing behind when one member fails [L7b]", async () => {
    const directory = openDirectory();
    await directory.createUser("bob");
    const results = await run(directory, [
      user("a", "ann", managedBy("bulkId:b")),
      user("b", "bob", managedBy("bulkId:c")),
      user("c", "cat", managedBy("bulkId:a")),
      user("d", "dan", managedBy("bulkId:a")),
      user("e", "eve"),
    ]);
    expect(statuses(results)).toEqual(["409", "409", "409", "409", "201"]);
    expect(results[1]?.response?.scimType).toBe("uniqueness");
    expect(results[0]?.response?.detail).toContain('"b"');
    expect(results.slice(0, 4).some(({ location }) => location !== undefined)).toBe(false);
    expect(at((await directory.send("GET", "/Users")).body, "totalResults")).toBe(2);
  });
});
