import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../test/databases.ts";
import {
  enterpriseUrn,
  expectRefusal,
  newName,
  patchUrn,
  path,
  type Resource,
  type ScimEndpoint,
  userUrn,
  useScimServer,
} from "../support/scim-endpoint.ts";

const work = { value: "w@x.example", type: "work", primary: true };
const home = { value: "h@x.example", type: "home" };
const manager = `${enterpriseUrn}:manager`;

describe.each(engines)("modifying on %s", (engine) => {
  const server = useScimServer(engine);
  let endpoint: ScimEndpoint;
  beforeAll(async () => {
    endpoint = await server.open();
  });

  const ann = () =>
    endpoint.user({
      title: "Eng",
      name: { givenName: "Ann", familyName: "Lee" },
      emails: [work, home],
      [enterpriseUrn]: { department: "D", manager: { value: "m1" } },
    });

  /** The user after a PATCH that has to succeed, as it is stored. */
  async function patched(user: Resource, ...operations: readonly object[]): Promise<Resource> {
    const answer = await endpoint.patch(path(user), ...operations);
    expect([answer.status, answer.text]).toEqual([200, answer.text]);
    const stored = await endpoint.get(path(user));
    expect(answer.body).toEqual(stored);
    return stored;
  }

  /** A PATCH that has to be refused, and to leave everything as it was. */
  async function refused(scimType: string, ...operations: readonly object[]): Promise<void> {
    const user = await ann();
    expectRefusal(await endpoint.patch(path(user), ...operations), 400, scimType);
    expect(await endpoint.get(path(user))).toEqual(user);
  }

  describe("the message", () => {
    const one = [{ op: "add", path: "title", value: "T" }];
    it.each([
      [{ Operations: one }, "invalidSyntax"],
      [{ schemas: [userUrn], Operations: one }, "invalidSyntax"],
      [{ schemas: [patchUrn] }, "invalidSyntax"],
      [{ schemas: [patchUrn], Operations: [] }, "invalidSyntax"],
      [{ schemas: [patchUrn], Operations: one[0] }, "invalidSyntax"],
      [{ schemas: [patchUrn], Operations: ["add"] }, "invalidSyntax"],
      [{ schemas: [patchUrn], Operations: [{ ...one[0], op: "move" }] }, "invalidSyntax"],
      [{ schemas: [patchUrn], Operations: [{ ...one[0], op: "test" }] }, "invalidSyntax"],
      [{ schemas: [patchUrn], Operations: [{ path: "title", value: "T" }] }, "invalidSyntax"],
    ])("%j is refused as %s [H1a, H1b, H1c]", async (body, scimType) => {
      const user = await ann();
      expectRefusal(await endpoint.send("PATCH", path(user), body), 400, scimType);
      expect(await endpoint.get(path(user))).toEqual(user);
    });

    it("is applied in order, each operation to the result of the one before [H2a]", async () => {
      const stored = await patched(
        await ann(),
        { op: "replace", path: "title", value: "First" },
        { op: "remove", path: "emails" },
        { op: "add", path: "emails", value: [home] },
        { op: "replace", path: 'emails[type eq "home"].value', value: "new@x.example" },
        { op: "replace", path: "title", value: "Last" },
      );
      expect(stored).toMatchObject({ title: "Last", emails: [{ value: "new@x.example", type: "home" }] });
    });

    it("is applied whole or not at all [H2b]", async () => {
      await refused(
        "invalidValue",
        { op: "replace", path: "title", value: "Z" },
        { op: "remove", path: "emails" },
        { op: "replace", path: "active", value: "perhaps" },
      );
    });
  });

  describe("the answer", () => {
    it("is 200 with the user and its new version [H3a]", async () => {
      const user = await ann();
      const answer = await endpoint.patch(path(user), { op: "replace", path: "title", value: "T" });
      expect(answer).toMatchObject({ status: 200, body: { id: user.id, title: "T" } });
      expect(answer.headers.etag).not.toBe(user.meta.version);
    });

    it("is 204 for a group, and 200 with what attributes asks for [H3b, H3c]", async () => {
      const group = await endpoint.group();
      const displayName = newName();
      const operation = { op: "replace", path: "displayName", value: displayName };
      const answer = await endpoint.patch(path(group), operation);
      expect(answer).toMatchObject({ status: 204, text: "" });
      const asked = `${path(group)}?attributes=displayName`;
      const body = { schemas: [patchUrn], Operations: [operation] };
      const second = await endpoint.send("PATCH", asked, body);
      expect(second).toMatchObject({
        status: 200,
        body: { schemas: group.schemas, id: group.id, displayName },
      });
      const user = await ann();
      const third = await endpoint.send("PATCH", `${path(user)}?attributes=title`, {
        schemas: [patchUrn],
        Operations: [{ op: "replace", path: "title", value: "T" }],
      });
      expect(third).toMatchObject({ status: 200, body: { schemas: user.schemas, id: user.id, title: "T" } });
    });
  });

  describe("the path", () => {
    it.each([
      "",
      "a b",
      "/title",
      "emails/0",
      "name..givenName",
      "a.b.c",
      "[type pr]",
      'emails[type eq "work"',
      "emails[type pr].a.b",
    ])("%j is refused as invalidPath [H4a]", (text) =>
      refused("invalidPath", { op: "replace", path: text, value: "x" }),
    );

    it.each([
      "emails[]",
      "emails[0]",
      "emails[type]",
      'emails[type is "x"]',
      'emails[vaule eq "x"]',
      "emails[primary gt true]",
    ])("%j is refused as invalidFilter [H4b]", (text) =>
      refused("invalidFilter", { op: "remove", path: text }),
    );

    it("is read without regard to case, with the core URN or without [H5a, H5b]", async () => {
      const stored = await patched(
        await ann(),
        { op: "replace", path: "TITLE", value: "T" },
        { op: "replace", path: `${userUrn.toUpperCase()}:Name.GIVENNAME`, value: "Eve" },
        { op: "replace", path: 'EMAILS[Type EQ "HOME" And VALUE Pr].DISPLAY', value: "H" },
        { op: "replace", path: `${enterpriseUrn.toLowerCase()}:DEPARTMENT`, value: "E" },
      );
      expect(stored).toMatchObject({
        title: "T",
        name: { givenName: "Eve", familyName: "Lee" },
        emails: [work, { ...home, display: "H" }],
        [enterpriseUrn]: { department: "E" },
      });
    });

    it.each(["titel", "name.nickname", "emails.vaule", `${enterpriseUrn}:salary`])(
      "%s names nothing, and is refused as invalidPath [H11c]",
      (text) => refused("invalidPath", { op: "replace", path: text, value: "x" }),
    );
  });

  describe("extensions", () => {
    it("come into schemas with their first attribute and go with the last [H6, H10v, H10x]", async () => {
      const user = await endpoint.user();
      expect(user.schemas).toEqual([userUrn]);
      const set = await patched(user, { op: "add", path: `${enterpriseUrn}:department`, value: "D" });
      expect(set).toMatchObject({ schemas: [userUrn, enterpriseUrn], [enterpriseUrn]: { department: "D" } });
      const more = await patched(
        user,
        { op: "add", path: `${manager}.value`, value: "m2" },
        { op: "replace", path: `${enterpriseUrn}:department`, value: "E" },
      );
      expect(more[enterpriseUrn]).toEqual({ department: "E", manager: { value: "m2" } });
      const none = await patched(
        user,
        { op: "remove", path: manager },
        { op: "remove", path: `${enterpriseUrn}:department` },
      );
      expect(none.schemas).toEqual([userUrn]);
      expect(none).not.toHaveProperty([enterpriseUrn]);
    });

    it("are set and dropped whole by their URN alone [H10w]", async () => {
      const user = await ann();
      const set = await patched(user, { op: "add", path: enterpriseUrn, value: { division: "V" } });
      expect(set[enterpriseUrn]).toEqual({ department: "D", manager: { value: "m1" }, division: "V" });
      const none = await patched(user, { op: "remove", path: enterpriseUrn });
      expect(none.schemas).toEqual([userUrn]);
      expect(none).not.toHaveProperty([enterpriseUrn]);
    });
  });

  describe("primary", () => {
    it("moves to the value that is given it, by any operation [H7a]", async () => {
      const primaries = ({ emails }: Resource) =>
        (emails as readonly { primary?: boolean; value: string }[])
          .filter(({ primary }) => primary)
          .map(({ value }) => value);
      const user = await ann();
      const added = { value: "n@x.example", primary: true };
      expect(primaries(await patched(user, { op: "add", path: "emails", value: [added] }))).toEqual([
        "n@x.example",
      ]);
      const homePrimary = { op: "replace", path: 'emails[type eq "home"].primary', value: true };
      expect(primaries(await patched(user, homePrimary))).toEqual([home.value]);
    });

    it("stays with nobody when its value is removed [H7b]", async () => {
      const stored = await patched(await ann(), { op: "remove", path: "emails[primary eq true]" });
      expect(stored.emails).toEqual([home]);
    });
  });

  describe("mutability", () => {
    it.each([
      { op: "replace", path: "id", value: "x" },
      { op: "replace", path: "meta.created", value: "2026-01-01T00:00:00Z" },
      { op: "add", path: "groups", value: [{ value: "g" }] },
      { op: "remove", path: "groups" },
      { op: "replace", path: `${manager}.displayName`, value: "M" },
      { op: "remove", path: "userName" },
    ])("refuses %j [H8a, B15b]", (operation) => refused("mutability", operation));

    it("lets meta and the own id pass in a value without path [H8c]", async () => {
      const user = await ann();
      const value = { id: user.id, meta: { version: "x" }, title: "T" };
      expect(await patched(user, { op: "replace", value })).toMatchObject({ id: user.id, title: "T" });
    });

    it("leaves no required attribute unset in the end [H9a]", async () => {
      await refused("invalidValue", { op: "replace", path: "userName", value: null });
      await refused("invalidValue", { op: "replace", value: { userName: "" } });
      const userName = newName();
      const stored = await patched(
        await ann(),
        { op: "replace", path: "userName", value: null },
        { op: "add", path: "userName", value: userName },
      );
      expect(stored.userName).toBe(userName);
    });

    it("refuses another's name with 409 [H9b]", async () => {
      const [user, other] = [await ann(), await ann()];
      const value = String(other.userName).toUpperCase();
      const answer = await endpoint.patch(path(user), { op: "replace", path: "userName", value });
      expectRefusal(answer, 409, "uniqueness");
      expect(await endpoint.get(path(user))).toEqual(user);
    });
  });

  describe("without a path", () => {
    it("add sets, merges and appends [H10a]", async () => {
      const other = { value: "o@x.example" };
      const value = {
        TITLE: "Lead",
        name: { middleName: "B" },
        emails: [other],
        [enterpriseUrn]: { division: "V" },
      };
      expect(await patched(await ann(), { op: "add", value })).toMatchObject({
        title: "Lead",
        name: { givenName: "Ann", familyName: "Lee", middleName: "B" },
        emails: [work, home, other],
        [enterpriseUrn]: { department: "D", division: "V", manager: { value: "m1" } },
      });
    });

    it("replace replaces what is named, and null clears [H10b]", async () => {
      const value = { title: null, name: { givenName: "Eve" }, emails: [home] };
      const stored = await patched(await ann(), { op: "replace", value });
      expect(stored).toMatchObject({ name: { givenName: "Eve", familyName: "Lee" }, emails: [home] });
      expect(stored).not.toHaveProperty("title");
    });

    it("remove is refused as noTarget [H10c]", () => refused("noTarget", { op: "remove" }));
  });

  describe("simple and complex attributes", () => {
    it("are set by add and by replace, there before or not [H10d, H10f]", async () => {
      expect(
        await patched(
          await ann(),
          { op: "add", path: "title", value: "T" },
          { op: "add", path: "nickName", value: "N" },
          { op: "replace", path: "displayName", value: "A" },
        ),
      ).toMatchObject({ title: "T", nickName: "N", displayName: "A" });
    });

    it("keep version and time when nothing is different, and tell nobody [H10e, H10z]", async () => {
      const own = await server.open();
      const user = await own.user({ title: "Eng", emails: [work, home] });
      const told = (await own.directory.events()).length;
      for (const operation of [
        { op: "add", path: "title", value: "Eng" },
        { op: "replace", path: "title", value: "Eng" },
        { op: "add", path: "emails", value: [home, work] },
        { op: "add", path: "title", value: null },
        { op: "add", path: "emails", value: [] },
        { op: "remove", path: "nickName" },
        { op: "remove", path: 'emails[type eq "none"]' },
      ]) {
        expect(await own.patch(path(user), operation)).toMatchObject({ status: 200, body: user });
      }
      expect(await own.directory.events()).toHaveLength(told);
    });

    it("are unassigned by remove, twice as once [H10g]", async () => {
      const remove = { op: "remove", path: "title" };
      expect(await patched(await ann(), remove, remove)).not.toHaveProperty("title");
      expect(await patched(await ann(), { op: "remove", path: "name" })).not.toHaveProperty("name");
    });

    it.each(["add", "replace"])("keep the sub-attributes that %s does not name [H10h]", async (op) => {
      const stored = await patched(await ann(), { op, path: "name", value: { familyName: "Moe" } });
      expect(stored.name).toEqual({ givenName: "Ann", familyName: "Moe" });
    });

    it.each(["add", "replace"])("take nothing but an object from %s where they are complex [H10i]", (op) =>
      refused("invalidValue", { op, path: "name", value: "Ann Lee" }),
    );

    it("are reached part by part; a parent comes with its first part and goes with its last [H10j, H10k]", async () => {
      const user = await endpoint.user();
      expect((await patched(user, { op: "add", path: "name.givenName", value: "Ann" })).name).toEqual({
        givenName: "Ann",
      });
      expect((await patched(user, { op: "replace", path: "name.familyName", value: "Lee" })).name).toEqual({
        givenName: "Ann",
        familyName: "Lee",
      });
      const parts = ["name.givenName", "name.familyName"].map((part) => ({ op: "remove", path: part }));
      expect(await patched(user, ...parts)).not.toHaveProperty("name");
    });

    it.each([
      { op: "add", path: "title" },
      { op: "replace", path: "title" },
      { op: "add" },
      { op: "replace" },
    ])("need a value: %j is refused [H11a]", (operation) => refused("invalidValue", operation));

    it.each([
      { op: "replace", path: "title", value: 5 },
      { op: "replace", path: "active", value: "true" },
      { op: "add", path: "emails", value: ["a@x.example"] },
      { op: "replace", path: "emails", value: "a@x.example" },
      { op: "add", value: [1] },
    ])("need one of their type: %j is refused [H11b]", (operation) => refused("invalidValue", operation));
  });

  describe("lists", () => {
    it("grow by one value or several, and never by one that is there [H10l, H10n]", async () => {
      const [a, b] = [{ value: "a@x.example" }, { value: "b@x.example" }];
      const user = await ann();
      expect((await patched(user, { op: "add", path: "emails", value: a })).emails).toEqual([work, home, a]);
      const all = [work, home, a, b];
      expect((await patched(user, { op: "add", path: "emails", value: [b, a, home] })).emails).toEqual(all);
    });

    it("are replaced as a whole [H10m]", async () => {
      const a = { value: "a@x.example" };
      expect((await patched(await ann(), { op: "replace", path: "emails", value: [a] })).emails).toEqual([a]);
    });

    it("are replaced and merged where a filter matches [H10o, H10q]", async () => {
      const a = { value: "a@x.example" };
      const replace = { op: "replace", path: 'emails[type eq "home"]', value: a };
      expect((await patched(await ann(), replace)).emails).toEqual([work, a]);
      const add = { op: "add", path: 'emails[type eq "home"]', value: { display: "H" } };
      expect((await patched(await ann(), add)).emails).toEqual([work, { ...home, display: "H" }]);
    });

    it("gain by add what a filter describes and nothing has, when it only says equal [H10p]", async () => {
      const path = 'phoneNumbers[type eq "fax" and primary eq true].value';
      const fax = { type: "fax", primary: true, value: "1" };
      expect((await patched(await ann(), { op: "add", path, value: "1" })).phoneNumbers).toEqual([fax]);
      await refused("noTarget", { op: "add", path: 'phoneNumbers[type sw "f"].value', value: "1" });
    });

    it.each([
      'emails[type eq "other"]',
      'emails[type eq "other"].value',
      'phoneNumbers[type eq "fax"].value',
    ])("have no target for replace at %s [H10r]", (text) =>
      refused("noTarget", { op: "replace", path: text, value: text.endsWith("]") ? {} : "x" }),
    );

    it("lose by remove what a filter matches, and themselves with the last [H10s, H10t]", async () => {
      const user = await ann();
      expect(await patched(user, { op: "remove", path: 'emails[type eq "other"]' })).toEqual(user);
      expect((await patched(user, { op: "remove", path: 'emails[type eq "work"]' })).emails).toEqual([home]);
      expect(await patched(user, { op: "remove", path: "emails[value pr]" })).not.toHaveProperty("emails");
    });

    it("have a part set or unassigned in every value that matches [H10u]", async () => {
      const user = await ann();
      const set = await patched(user, { op: "replace", path: "emails[value pr].display", value: "E" });
      expect(set.emails).toEqual([work, home].map((email) => ({ ...email, display: "E" })));
      const gone = await patched(user, { op: "remove", path: "emails[value pr].display" });
      expect(gone.emails).toEqual([work, home]);
    });
  });

  describe("members", () => {
    const members = async (group: Resource) =>
      (((await endpoint.get(path(group))).members ?? []) as readonly { value: string }[]).map(
        ({ value }) => value,
      );

    it("may be added twice and removed when they are not there, without a new version [H10y]", async () => {
      const [a, b] = [await endpoint.user(), await endpoint.user()];
      const group = await endpoint.group(newName(), [a.id]);
      for (const operation of [
        { op: "add", path: "members", value: [{ value: a.id }] },
        { op: "remove", path: `members[value eq "${b.id}"]` },
      ])
        expect((await endpoint.patch(path(group), operation)).status).toBe(204);
      expect((await endpoint.get(path(group))).meta).toEqual(group.meta);
      expect(await members(group)).toEqual([a.id]);
    });

    it("come and go by thousands, in one operation or in many [H12a]", { timeout: 60_000 }, async () => {
      const users = await Promise.all(Array.from({ length: 60 }, () => endpoint.user()));
      const known = users.map(({ id }) => id);
      const unknown = Array.from({ length: 3_000 }, (_, index) => `nobody-${index}`);
      const group = await endpoint.group();
      const all = [...known, ...unknown].map((value) => ({ value }));
      expect((await endpoint.patch(path(group), { op: "add", path: "members", value: all })).status).toBe(
        204,
      );
      expect(new Set(await members(group))).toEqual(new Set(known));
      const one = known.slice(0, 55).map((id) => ({ op: "remove", path: `members[value eq "${id}"]` }));
      expect((await endpoint.patch(path(group), ...one)).status).toBe(204);
      expect(new Set(await members(group))).toEqual(new Set(known.slice(55)));
    });

    it("lose nothing to one another when several requests change them at once [H12b]", async () => {
      const users = await Promise.all(Array.from({ length: 12 }, () => endpoint.user()));
      const [stay, go] = [users.slice(0, 6), users.slice(6)];
      const group = await endpoint.group(
        newName(),
        go.map(({ id }) => id),
      );
      const wires = users.map(() => endpoint.directory.wire({ "Content-Type": "application/scim+json" }));
      const operations = [
        ...stay.map(({ id }) => ({ op: "add", path: "members", value: [{ value: id }] })),
        ...go.map(({ id }) => ({ op: "remove", path: `members[value eq "${id}"]` })),
      ];
      const answers = await Promise.all(
        wires.map((wire, index) =>
          wire.send("PATCH", path(group), { schemas: [patchUrn], Operations: [operations[index]] }),
        ),
      );
      for (const wire of wires) wire.close();
      expect(answers.map(({ status }) => status)).toEqual(users.map(() => 204));
      expect(new Set(await members(group))).toEqual(new Set(stay.map(({ id }) => id)));
    });
  });
});
