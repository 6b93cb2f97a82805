import { describe, expect, it } from "vitest";
import { enterpriseUrn, groupUrn, openDirectory, patchUrn, userUrn } from "../../test/open-directory.ts";
import { profiles } from "./profiles.ts";

const manager = `${enterpriseUrn}:manager`;

describe("profiles", () => {
  it("give every normalizer a name, a source and at most one place", () => {
    expect(profiles.strict.normalizers).toEqual([]);
    for (const { normalizers } of Object.values(profiles)) {
      expect(new Set(normalizers.map(({ name }) => name)).size).toBe(normalizers.length);
      for (const { name, source } of normalizers) {
        expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
        expect(source).toMatch(/RFC 764[34]/);
      }
    }
  });
});

describe("Okta", () => {
  it("creates, reads back, merges and deactivates with PUT, as the wizard's apps do", async () => {
    const directory = openDirectory({ profile: "okta" });
    const created = await directory.send("POST", "/Users", {
      schemas: [userUrn],
      userName: "test.joiner@example.test",
      name: { givenName: "test", familyName: "joiner" },
      emails: [{ primary: true, value: "test.joiner@example.test" }],
      externalId: "00u18ep2sjmnGT1wk698",
      groups: [],
      password: "1f4a",
      active: true,
    });
    expect(created).toMatchObject({ status: 201, acted: [], body: { id: "r1", active: true } });
    expect(created.body).not.toHaveProperty("password");
    const echo = { ...(created.body as object), active: false, title: "" };
    const put = await directory.send("PUT", "/Users/r1", echo);
    expect(put).toMatchObject({ status: 200, acted: ["empty-clears"], body: { id: "r1", active: false } });
    expect(put.body).not.toHaveProperty("title");
    const back = await directory.send("PUT", "/Users/r1", { ...(put.body as object), active: true });
    expect(back.body).toMatchObject({ active: true, externalId: "00u18ep2sjmnGT1wk698" });
  });

  it("deactivates by PATCH without path, with the user in the answer", async () => {
    const directory = openDirectory({ profile: "okta" });
    const path = `/Users/${await directory.createUser("ann", { active: true })}`;
    const answer = await directory.patch(path, { op: "replace", value: { active: false } });
    expect(answer).toMatchObject({ status: 200, body: { active: false }, acted: [] });
  });

  it("renames a group with its id in the value, and pushes members", async () => {
    const directory = openDirectory({ profile: "okta" });
    const [a, b] = [await directory.createUser("a"), await directory.createUser("b")];
    const path = `/Groups/${await directory.createGroup("G", [a])}`;
    const rename = await directory.patch(path, {
      op: "replace",
      value: { id: "abf4dd94", displayName: "Test SCIMv2" },
    });
    expect(rename).toMatchObject({ status: 204, acted: ["read-only-echo"] });
    const delta = await directory.patch(
      path,
      { op: "remove", path: `members[value eq "${a}"]` },
      { op: "add", path: "members", value: [{ value: b, display: "b" }] },
    );
    expect(delta).toMatchObject({ status: 204, acted: [] });
    const read = () => directory.send("GET", path);
    expect((await read()).body).toMatchObject({
      displayName: "Test SCIMv2",
      members: [{ value: b, type: "User" }],
    });
    await directory.patch(path, { op: "replace", path: "members", value: [{ value: a }] });
    expect((await read()).body).toMatchObject({ members: [{ value: a }] });
    await directory.patch(path, { op: "replace", value: { members: [] } });
    expect((await read()).body).not.toHaveProperty("members");
  });
});

describe("Entra", () => {
  const open = async () => {
    const directory = openDirectory({ profile: "entra" });
    const path = `/Users/${await directory.createUser("ann", { active: true, emails: [{ value: "old@x", type: "work" }] })}`;
    return { directory, path, patch: (...operations: object[]) => directory.patch(path, ...operations) };
  };

  it("updates with capitals, booleans in text and URN paths", async () => {
    const { patch } = await open();
    const answer = await patch(
      { op: "Replace", path: 'emails[type eq "work"].value', value: "new@x" },
      { op: "Replace", path: "name.familyName", value: "New" },
      { op: "Add", path: "nickName", value: "Babs" },
      { op: "Replace", path: "active", value: "False" },
      { op: "Replace", path: `${enterpriseUrn}:employeeNumber`, value: "Eqpj" },
    );
    expect(answer).toMatchObject({
      status: 200,
      acted: ["capital-operations", "boolean-strings"],
      body: {
        schemas: [userUrn, enterpriseUrn],
        emails: [{ value: "new@x", type: "work" }],
        name: { familyName: "New" },
        nickName: "Babs",
        active: false,
        [enterpriseUrn]: { employeeNumber: "Eqpj" },
      },
    });
  });

  it("writes paths as keys of a value", async () => {
    const { patch } = await open();
    const value = {
      displayName: "Bjfe",
      "name.givenName": "Kkom",
      'emails[type eq "work"].value': "n@x",
      [`${enterpriseUrn}:employeeNumber`]: "Aklq",
    };
    expect(await patch({ op: "replace", value })).toMatchObject({
      status: 200,
      acted: ["path-keys"],
      body: {
        displayName: "Bjfe",
        name: { givenName: "Kkom" },
        emails: [{ value: "n@x" }],
        [enterpriseUrn]: { employeeNumber: "Aklq" },
      },
    });
  });

  it("replaces values that are not there yet, primary in text included", async () => {
    const { patch } = await open();
    const answer = await patch(
      { op: "Replace", path: 'phoneNumbers[type eq "mobile"].value', value: "1" },
      { op: "add", path: 'roles[primary eq "True"].display', value: "Admin" },
      { op: "add", path: 'roles[primary eq "True"].value', value: "admin" },
    );
    expect(answer).toMatchObject({
      status: 200,
      acted: ["capital-operations", "boolean-strings", "create-on-no-target"],
      body: {
        phoneNumbers: [{ type: "mobile", value: "1" }],
        roles: [{ primary: true, display: "Admin", value: "admin" }],
      },
    });
  });

  it.each([
    [{ op: "Add", path: manager, value: "m1" }],
    [{ op: "Add", path: "manager", value: "m1" }],
    [{ op: "Replace", path: manager, value: { value: "m1", $ref: null } }],
    [{ op: "Replace", path: manager, value: [{ $ref: null, value: "m1" }] }],
    [{ op: "replace", value: { [manager]: "m1" } }],
    [{ op: "replace", value: { [enterpriseUrn]: { manager: "m1" } } }],
  ])("sets the manager by %j", async (operation) => {
    const { patch } = await open();
    expect((await patch(operation)).body).toMatchObject({ [enterpriseUrn]: { manager: { value: "m1" } } });
  });

  it.each([
    [{ op: "Replace", path: manager, value: "" }],
    [{ op: "Replace", path: manager, value: { value: "" } }],
    [{ op: "Replace", path: manager, value: [] }],
    [{ op: "Replace", path: manager, value: null }],
    [{ op: "Remove", path: manager }],
    [{ op: "Remove", path: `${manager}[value eq "m1"]` }],
    [{ op: "Remove", path: "manager" }],
  ])("clears the manager by %j", async (operation) => {
    const { patch } = await open();
    await patch({ op: "Add", path: manager, value: "m1" });
    expect((await patch(operation)).body).not.toHaveProperty([enterpriseUrn]);
  });

  it("clears by empty text and by null", async () => {
    const { patch } = await open();
    await patch({ op: "add", value: { title: "T", nickName: "N" } });
    const { body } = await patch(
      { op: "replace", path: "title", value: "" },
      { op: "replace", path: "nickName", value: null },
    );
    expect(body).not.toHaveProperty("title");
    expect(body).not.toHaveProperty("nickName");
  });

  it("removes the members that a value lists, and none for an empty one", async () => {
    const directory = openDirectory({ profile: "entra" });
    const [a, b] = [await directory.createUser("a"), await directory.createUser("b")];
    const path = `/Groups/${await directory.createGroup("G", [a, b])}`;
    const empty = await directory.patch(path, { op: "Remove", path: "members", value: [] });
    expect(empty).toMatchObject({ status: 204, acted: ["capital-operations", "remove-listed-values"] });
    await directory.patch(path, { op: "Remove", path: "members", value: [{ $ref: null, value: a }] });
    const read = async () => (await directory.send("GET", path)).body;
    expect(await read()).toMatchObject({ members: [{ value: b }] });
    const wrapped = { op: "remove", path: "members", value: { members: [{ value: b }] } };
    expect(await directory.patch(path, wrapped)).toMatchObject({
      status: 204,
      acted: ["wrapped-values", "remove-listed-values"],
    });
    expect(await read()).not.toHaveProperty("members");
    expect(await directory.patch(path)).toMatchObject({ status: 204, acted: ["empty-operations"] });
  });

  it.each([
    ['emails[type eq "work"].value eq "OLD@x"', ["value-path-sub-filter"]],
    ["userName eq ann", ["unquoted-filter-values"]],
    ['active eq "True"', ["boolean-strings"]],
    ["active eq True", ["unquoted-filter-values"]],
    ['manager eq "m1"', ["bare-extension-names", "complex-shorthand"]],
    ['userName EQ "ann"', []],
  ])("finds users by %s", async (filter, acted) => {
    const { directory, patch } = await open();
    await patch({ op: "Add", path: manager, value: "m1" });
    const answer = await directory.send("GET", `/Users?filter=${encodeURIComponent(filter)}`);
    expect(answer).toMatchObject({ status: 200, acted, body: { totalResults: 1 } });
  });

  it("creates a group with a schema that nobody knows", async () => {
    const schemas = [groupUrn, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"];
    const body = { schemas, externalId: "o1", displayName: "Test'Group", meta: { resourceType: "Group" } };
    expect(await openDirectory({ profile: "entra" }).send("POST", "/Groups", body)).toMatchObject({
      status: 201,
      body: { schemas: [groupUrn], externalId: "o1", displayName: "Test'Group" },
    });
  });
});

describe("other clients", () => {
  it("OneLogin: one e-mail as an object, no schemas", async () => {
    const answer = await openDirectory({ profile: "onelogin" }).send("POST", "/Users", {
      userName: "a",
      emails: { value: "a@x" },
    });
    expect(answer).toMatchObject({
      status: 201,
      acted: ["missing-schemas", "single-as-list"],
      body: { emails: [{ value: "a@x" }] },
    });
  });

  it("JumpCloud: null and empty lists, the extension named but absent", async () => {
    const body = { schemas: [enterpriseUrn, userUrn], userName: "a", emails: null, phoneNumbers: [] };
    const answer = await openDirectory({ profile: "jumpcloud" }).send("POST", "/Users", body);
    expect(answer).toMatchObject({ status: 201, acted: [], body: { schemas: [userUrn] } });
  });
});

describe("the strict profile", () => {
  const directory = openDirectory({ profile: "strict" });

  it.each([
    ["POST", "/Users", { userName: "x" }],
    ["POST", "/Users", { schemas: [userUrn], userName: "x", active: "true" }],
    ["POST", "/Users", { schemas: [userUrn], userName: "x", emails: { value: "a" } }],
    ["GET", "/Users?filter=userName+eq+x", undefined],
    ["GET", '/Users?filter=emails[type+eq+"work"].value+eq+"x"', undefined],
    ["GET", '/Users?filter=active+eq+"True"', undefined],
  ])("refuses %s %s %j", async (method, path, body) => {
    expect(await directory.send(method, path, body)).toMatchObject({ status: 400, acted: [] });
  });

  it.each([
    [{ op: "Add", path: "title", value: "x" }],
    [{ op: "replace", path: 'phoneNumbers[type eq "fax"].value', value: "1" }],
    [{ op: "replace", value: { "name.givenName": "x" } }],
    [{ op: "replace", value: { id: "other" } }],
    [{ op: "add", path: manager, value: "m1" }],
  ])("refuses the operation %j", async (operation) => {
    const strict = openDirectory({ profile: "strict" });
    const path = `/Users/${await strict.createUser("ann")}`;
    expect(await strict.send("PATCH", path, { schemas: [patchUrn], Operations: [operation] })).toMatchObject({
      status: 400,
    });
  });
});
