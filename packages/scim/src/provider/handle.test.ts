import { describe, expect, it } from "vitest";
import {
  at,
  baseUrl,
  enterpriseUrn,
  groupUrn,
  openDirectory,
  patchUrn,
  userUrn,
} from "../../test/open-directory.ts";
import type { Repository } from "./repository.ts";

const errorUrn = "urn:ietf:params:scim:api:messages:2.0:Error";
const failure = (status: number, scimType?: string) => ({
  status,
  headers: { "Content-Type": "application/scim+json; charset=utf-8" },
  body: {
    schemas: [errorUrn],
    status: String(status),
    detail: expect.any(String),
    ...(scimType === undefined ? {} : { scimType }),
  },
});

describe("routing", () => {
  it.each([
    ["GET", "/Nope", 404],
    ["GET", "/", 404],
    ["GET", "/users", 404],
    ["GET", "/Users/a/b", 404],
    ["GET", "/Users/%E0%A4%A", 404],
    ["GET", "/Users/%00", 404],
    ["GET", "/Users/no%20such", 404],
    ["GET", "/Me", 501],
    ["POST", "/Bulk", 400],
    ["GET", "/Bulk", 405],
    ["POST", "/Bulk/x", 404],
    ["GET", "/Schemas/urn:none", 404],
    ["GET", "/ResourceTypes/None", 404],
    ["GET", "/ServiceProviderConfig/x", 404],
    ["GET", "/Schemas?filter=id%20pr", 403],
    ["DELETE", "/Users", 405],
    ["POST", "/Users/x", 405],
    ["POST", "/Schemas", 405],
    ["GET", "/.search", 405],
    ["constructor", "/Users", 405],
  ])("%s %s is %i, with a SCIM Error", async (method, path, status) => {
    const answer = await openDirectory().send(method, path, method === "POST" ? {} : undefined);
    expect(answer).toMatchObject(failure(status));
    if (status === 405) expect(answer.headers.Allow).toMatch(/GET|POST/);
  });

  it("does not mind doubled and trailing slashes", async () => {
    const directory = openDirectory();
    const id = await directory.createUser("ann");
    expect((await directory.send("GET", `//Users//${id}/`)).status).toBe(200);
    expect((await directory.send("GET", "/Users/")).status).toBe(200);
  });

  it("asks the token's scopes", async () => {
    const directory = openDirectory({ allows: (method, type) => method === "GET" && type === "Group" });
    expect(await directory.send("GET", "/Users")).toMatchObject(failure(403));
    expect(await directory.send("POST", "/Users", { userName: "a" })).toMatchObject(failure(403));
    expect(await directory.send("PATCH", "/Groups/x", {})).toMatchObject(failure(403));
    expect((await directory.send("GET", "/Groups")).status).toBe(200);
    expect((await directory.send("POST", "/Groups/.search", {})).status).toBe(200);
    expect((await directory.send("GET", "/Schemas")).status).toBe(200);
  });
});

describe("discovery (RFC 7644 §4)", () => {
  it("describes the provider completely [C1a]", async () => {
    const { body } = await openDirectory({ limits: { maxCount: 500 } }).send("GET", "/ServiceProviderConfig");
    expect(body).toMatchObject({
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 2_097_152 },
      filter: { supported: true, maxResults: 500 },
      changePassword: { supported: false },
      sort: { supported: true },
      etag: { supported: true },
      authenticationSchemes: [{ type: "oauthbearertoken" }],
      meta: { resourceType: "ServiceProviderConfig", location: `${baseUrl}/ServiceProviderConfig` },
    });
  });

  it("lists schemas and types, and gives each by its name", async () => {
    const directory = openDirectory();
    const schemas = (await directory.send("GET", "/Schemas?startIndex=3&count=1")).body;
    expect(at(schemas, "Resources", 0, "id")).toBe(userUrn);
    expect(at(schemas, "totalResults")).toBe(8);
    expect(at(schemas, "itemsPerPage")).toBe(8);
    const userSchema = (await directory.send("GET", `/Schemas/${userUrn.toUpperCase()}`)).body;
    expect(userSchema).toMatchObject({
      id: userUrn,
      attributes: expect.arrayContaining([expect.objectContaining({ name: "userName", required: true })]),
    });
    expect((await directory.send("GET", "/ResourceTypes/User")).body).toMatchObject({
      id: "User",
      endpoint: "/Users",
      schema: userUrn,
      schemaExtensions: [{ schema: enterpriseUrn, required: false }],
      meta: { location: `${baseUrl}/ResourceTypes/User` },
    });
  });
});

describe("creating (RFC 7644 §3.3)", () => {
  it("answers 201 with the whole user, its URL and its version [D2a, D2b, D2c]", async () => {
    const answer = await openDirectory().send("POST", "/Users", {
      schemas: [userUrn, enterpriseUrn, "http://other"],
      userName: "Ann",
      password: "hidden",
      [enterpriseUrn]: { department: "D" },
    });
    expect(answer).toMatchObject({
      status: 201,
      headers: { Location: `${baseUrl}/Users/r1`, ETag: 'W/"1"' },
      acted: [],
    });
    expect(answer.body).toEqual({
      schemas: [userUrn, enterpriseUrn],
      id: "r1",
      userName: "Ann",
      [enterpriseUrn]: { department: "D" },
      meta: {
        resourceType: "User",
        created: "2026-01-01T00:00:01.000Z",
        lastModified: "2026-01-01T00:00:01.000Z",
        location: `${baseUrl}/Users/r1`,
        version: 'W/"1"',
      },
    });
  });

  it.each([
    ["", "invalidSyntax"],
    ["{", "invalidSyntax"],
    ['{"userName": "a"', "invalidSyntax"],
    ["[]", "invalidSyntax"],
    ["null", "invalidSyntax"],
    ["{}", "invalidValue"],
    ['{"userName": ""}', "invalidValue"],
    ['{"userName": "a\\u0000"}', "invalidValue"],
    ['{"userName": "a", "__proto__": {"x": 1}}', "invalidSyntax"],
  ])("refuses the body %j as %s, and stores nothing", async (body, scimType) => {
    const directory = openDirectory();
    expect(await directory.send("POST", "/Users", body)).toMatchObject(failure(400, scimType));
    expect(directory.calls).toEqual([]);
  });

  it("does not quote the body in the detail of a syntax error", async () => {
    const { body } = await openDirectory().send("POST", "/Users", '{"password": "s3cret" oops');
    expect(JSON.stringify(body)).not.toContain("s3cret");
  });

  it("reads a body with a byte order mark", async () => {
    expect((await openDirectory().send("POST", "/Users", '\uFEFF{"userName": "a"}')).status).toBe(201);
  });

  it("answers 409 to a duplicate, naming attribute and value", async () => {
    const directory = openDirectory();
    await directory.createUser("Ann@X.org");
    const answer = await directory.send("POST", "/Users", { userName: "ann@x.org" });
    expect(answer).toMatchObject(failure(409, "uniqueness"));
    expect(at(answer.body, "detail")).toMatch(/userName.*ann@x\.org/);
  });

  it("leaves out members that do not exist and says which, or refuses them when told to", async () => {
    const body = { schemas: [groupUrn], displayName: "G", members: [{ value: "ghost" }] };
    expect(await openDirectory().send("POST", "/Groups", body)).toMatchObject({
      status: 201,
      skipped: ["ghost"],
    });
    const strict = openDirectory({ rejectUnknownReferences: true });
    expect(await strict.send("POST", "/Groups", body)).toMatchObject(failure(400, "invalidValue"));
  });
});

describe("reading and listing (RFC 7644 §3.4)", () => {
  it("reads members and groups with their URLs, loaded once per list and only when shown", async () => {
    const directory = openDirectory();
    const ids = [await directory.createUser("a"), await directory.createUser("b")];
    const id = await directory.createGroup("G", ids);
    directory.calls.length = 0;
    const list = await directory.send("GET", "/Users");
    expect(at(list.body, "Resources", 1, "groups")).toEqual([
      { value: id, $ref: `${baseUrl}/Groups/${id}`, display: "G", type: "direct" },
    ]);
    expect(directory.calls).toEqual(["list User", "relations User.groups 2"]);
    directory.calls.length = 0;
    await directory.send("GET", `/Groups/${id}?excludedAttributes=Members`);
    await directory.send("GET", "/Groups?attributes=id");
    await directory.send("GET", "/Groups?count=0");
    expect(directory.calls).toEqual(["find Group", "list Group", "list Group"]);
    const members = (await directory.send("GET", `/Groups/${id}?attributes=members.value`)).body;
    expect(members).toEqual({ schemas: [groupUrn], id, members: ids.map((value) => ({ value })) });
  });

  it("filters with either encoding of a space, and with plus signs in values", async () => {
    const directory = openDirectory();
    await directory.createUser("o'k+tag@x.org");
    for (const query of ["userName+eq+%22o'k%2Btag@x.org%22", "userName%20eq%20%22O%27K%2Btag%40x.org%22"]) {
      const answer = await directory.send(
        "GET",
        `/Users?FILTER=${query}&startIndex=1&count=100&unknown&x=%31`,
      );
      expect(answer.body).toMatchObject({ totalResults: 1, startIndex: 1, itemsPerPage: 1 });
    }
    const none = await directory.send("GET", "/Users?filter=userName%20eq%20%22none%22");
    expect(none).toMatchObject({ status: 200, body: { totalResults: 0, Resources: [] } });
  });

  it("reads paging generously, and refuses what is no number", async () => {
    const directory = openDirectory({ limits: { maxCount: 3, defaultCount: 2 } });
    for (const name of ["a", "b", "c", "d", "e"]) await directory.createUser(name);
    const page = async (query: string) => (await directory.send("GET", `/Users?${query}`)).body;
    expect(await page("")).toMatchObject({ totalResults: 5, startIndex: 1, itemsPerPage: 2 });
    expect(await page("startindex=0&count=1000")).toMatchObject({ startIndex: 1, itemsPerPage: 3 });
    expect(await page("count=-1")).toMatchObject({ totalResults: 5, itemsPerPage: 0, Resources: [] });
    expect(await page("startIndex=9")).toMatchObject({ totalResults: 5, startIndex: 9, itemsPerPage: 0 });
    for (const query of [
      "count=ten",
      "startIndex=1.5",
      "count=1e3",
      "startIndex=99999999999999999999",
      "filter=%E0",
    ]) {
      expect(await directory.send("GET", `/Users?${query}`)).toMatchObject(failure(400, "invalidValue"));
    }
    for (const query of [
      "filter=",
      "filter=userName",
      "filter=userName%20xx%20%221%22",
      "filter=nope%20pr",
    ]) {
      expect(await directory.send("GET", `/Users?${query}`)).toMatchObject(failure(400, "invalidFilter"));
    }
    expect(await directory.send("GET", "/Users?sortBy=nope")).toMatchObject({ status: 400 });
  });

  it("sorts [F17a]", async () => {
    const directory = openDirectory();
    for (const name of ["b", "C", "a"]) await directory.createUser(name);
    const { body } = await directory.send(
      "GET",
      "/Users?sortBy=userName&sortOrder=Descending&attributes=userName",
    );
    expect([0, 1, 2].map((index) => at(body, "Resources", index, "userName"))).toEqual(["C", "b", "a"]);
  });

  it("searches by POST, one type or all", async () => {
    const directory = openDirectory();
    await directory.createUser("ann", { displayName: "X" });
    await directory.createUser("bob", { displayName: "Y" });
    await directory.createGroup("X");
    const request = {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
      filter: 'displayName eq "x"',
      attributes: ["id"],
      count: 10,
    };
    expect((await directory.send("POST", "/Users/.search", request)).body).toMatchObject({
      totalResults: 1,
      Resources: [{ id: "r1" }],
    });
    expect((await directory.send("POST", "/.search", request)).body).toMatchObject({
      totalResults: 2,
      Resources: [{ id: "r1" }, { id: "r3" }],
    });
    const second = { ...request, startIndex: 2, count: 1 };
    expect((await directory.send("POST", "/.search", second)).body).toMatchObject({
      totalResults: 2,
      itemsPerPage: 1,
      Resources: [{ id: "r3" }],
    });
    const byUserName = { ...request, filter: 'userName eq "bob"' };
    expect((await directory.send("POST", "/.search", byUserName)).body).toMatchObject({ totalResults: 1 });
    expect(await directory.send("POST", "/.search", { ...request, filter: 5 })).toMatchObject(
      failure(400, "invalidValue"),
    );
    expect(await directory.send("POST", "/.search", { schemas: [userUrn] })).toMatchObject(
      failure(400, "invalidSyntax"),
    );
  });
});

describe("versions (RFC 7644 §3.14)", () => {
  it("answers 304 to a reader that has the version, and 412 to a writer that has not [M2a, M2b, M2c, M3]", async () => {
    const directory = openDirectory();
    const path = `/Users/${await directory.createUser("ann")}`;
    expect(await directory.send("GET", path, undefined, { "if-none-match": 'W/"1"' })).toMatchObject({
      status: 304,
      body: undefined,
    });
    expect((await directory.send("GET", path, undefined, { "if-none-match": 'W/"2"' })).status).toBe(200);
    const old = { "if-match": 'W/"7", "8"' };
    expect(await directory.send("PUT", path, { userName: "b" }, old)).toMatchObject({ status: 412 });
    expect(await directory.send("DELETE", path, undefined, old)).toMatchObject({ status: 412 });
    const patch = { schemas: [patchUrn], Operations: [{ op: "add", path: "title", value: "T" }] };
    expect(await directory.send("PATCH", path, patch, old)).toMatchObject({ status: 412 });
    expect(await directory.send("PATCH", path, patch, { "if-match": '"1"' })).toMatchObject({
      status: 200,
      headers: { ETag: 'W/"2"' },
    });
    expect((await directory.send("DELETE", path, undefined, { "if-match": "*" })).status).toBe(204);
  });

  /** A repository in which another request writes first, so often. */
  const contested =
    (times: number) =>
    (repository: Repository): Repository => {
      let left = times;
      return {
        ...repository,
        write: async (change) => {
          if (change.kind === "update" && left > 0) {
            left -= 1;
            const base = await repository.find(change.resourceType, change.id);
            if (base === undefined) return { kind: "notFound" };
            const attributes = { ...base.attributes, nickName: `n${left}` };
            await repository.write({
              kind: "update",
              resourceType: change.resourceType,
              id: change.id,
              base,
              attributes,
            });
          }
          return repository.write(change);
        },
      };
    };

  it("computes again when another write was faster, and keeps what both wrote", async () => {
    const directory = openDirectory({ wrap: contested(4) });
    const id = await directory.createUser("ann");
    const answer = await directory.patch(`/Users/${id}`, { op: "add", path: "title", value: "T" });
    expect(answer).toMatchObject({ status: 200, body: { title: "T", nickName: "n0" } });
  });

  it("gives up with 503 and Retry-After, or with 412 when the client named a version", async () => {
    const directory = openDirectory({ wrap: contested(99) });
    const path = `/Users/${await directory.createUser("ann")}`;
    const answer = await directory.send("PUT", path, { userName: "bob" });
    expect(answer).toMatchObject({ status: 503, headers: { "Retry-After": "1" } });
    const current = (await directory.send("GET", path)).headers.ETag ?? "";
    expect(await directory.send("PUT", path, { userName: "bob" }, { "if-match": current })).toMatchObject({
      status: 412,
    });
  });
});

describe("replacing, modifying and deleting", () => {
  it("replaces the members, clears them when they are left out, and writes nothing that is the same", async () => {
    const directory = openDirectory();
    const [a, b] = [await directory.createUser("a"), await directory.createUser("b")];
    const path = `/Groups/${await directory.createGroup("G", [a])}`;
    const replaced = await directory.send("PUT", path, {
      displayName: "H",
      members: [{ value: b }],
      id: "other",
      meta: {},
    });
    expect(replaced).toMatchObject({
      status: 200,
      body: { displayName: "H", members: [{ value: b }], meta: { version: 'W/"2"' } },
    });
    const again = await directory.send("PUT", path, replaced.body);
    expect(again.body).toEqual(replaced.body);
    expect((await directory.send("PUT", path, { displayName: "H" })).body).not.toHaveProperty("members");
    const user = await directory.send("GET", `/Users/${a}`);
    directory.calls.length = 0;
    expect((await directory.send("PUT", `/Users/${a}`, user.body)).body).toEqual(user.body);
    expect(
      (await directory.patch(`/Users/${a}`, { op: "replace", path: "userName", value: "a" })).body,
    ).toEqual(user.body);
    expect(directory.calls.filter((call) => call.startsWith("write"))).toEqual([]);
  });

  it("answers 404 before it looks at the body", async () => {
    const directory = openDirectory();
    for (const method of ["PUT", "PATCH"]) {
      expect(await directory.send(method, "/Users/none", "{{")).toMatchObject(failure(404));
    }
    expect(await directory.send("DELETE", "/Users/none")).toMatchObject(failure(404));
  });

  it("answers a group PATCH with 204 unless attributes are asked for, and never loads the members for it [H3b, H3c]", async () => {
    const directory = openDirectory();
    const user = await directory.createUser("a");
    const path = `/Groups/${await directory.createGroup("G")}`;
    directory.calls.length = 0;
    const operation = { op: "add", path: "members", value: [{ value: user }, { value: "ghost" }] };
    expect(await directory.patch(path, operation)).toMatchObject({
      status: 204,
      body: undefined,
      skipped: ["ghost"],
      headers: { ETag: 'W/"2"' },
    });
    expect(directory.calls).toEqual(["find Group", "write update Group"]);
    const asked = await directory.send("PATCH", `${path}?attributes=displayName`, {
      schemas: [patchUrn],
      Operations: [operation],
    });
    expect(asked).toMatchObject({ status: 200, body: { displayName: "G" } });
    expect(asked.body).not.toHaveProperty("meta");
  });

  it.each([
    [{}, "invalidSyntax"],
    [{ schemas: [userUrn], Operations: [{ op: "add", path: "title", value: "x" }] }, "invalidSyntax"],
    [{ schemas: [patchUrn] }, "invalidSyntax"],
    [{ schemas: [patchUrn], Operations: {} }, "invalidSyntax"],
    [{ schemas: [patchUrn], Operations: [] }, "invalidSyntax"],
    [{ schemas: [patchUrn], Operations: ["add"] }, "invalidSyntax"],
    [{ schemas: [patchUrn], Operations: [{ op: "move", path: "title", value: "x" }] }, "invalidSyntax"],
    [{ schemas: [patchUrn], Operations: [{ path: "title", value: "x" }] }, "invalidSyntax"],
    [{ schemas: [patchUrn], Operations: [{ op: "add", path: 5, value: "x" }] }, "invalidPath"],
    [{ schemas: [patchUrn], Operations: [{ op: "Add", path: "title", value: "x" }] }, "invalidSyntax"],
  ])("refuses the PATCH %j under the strict profile [H1a, H1b, H1c]", async (body, scimType) => {
    const directory = openDirectory({ profile: "strict" });
    const id = await directory.createUser("ann");
    expect(await directory.send("PATCH", `/Users/${id}`, body)).toMatchObject(failure(400, scimType));
  });

  it("bounds the operations of one PATCH", async () => {
    const directory = openDirectory({ limits: { patchOperations: 2 } });
    const path = `/Users/${await directory.createUser("ann")}`;
    const operation = { op: "add", path: "title", value: "T" };
    expect(await directory.patch(path, operation, operation, operation)).toMatchObject(failure(413));
  });

  it("answers 409 when a rename meets another", async () => {
    const directory = openDirectory();
    await directory.createUser("ann");
    const path = `/Users/${await directory.createUser("bob")}`;
    expect(await directory.patch(path, { op: "replace", path: "userName", value: "ANN" })).toMatchObject(
      failure(409, "uniqueness"),
    );
  });

  it("deletes once; the user leaves its groups [I1a, I1b, I3a]", async () => {
    const directory = openDirectory();
    const user = await directory.createUser("a");
    const group = await directory.createGroup("G", [user]);
    expect(await directory.send("DELETE", `/Users/${user}`)).toMatchObject({ status: 204, body: undefined });
    expect(await directory.send("GET", `/Users/${user}`)).toMatchObject(failure(404));
    expect((await directory.send("GET", `/Groups/${group}`)).body).not.toHaveProperty("members");
  });
});
