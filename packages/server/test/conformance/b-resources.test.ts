import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../test/databases.ts";
import {
  enterpriseUrn,
  expectRefusal,
  groupUrn,
  newName,
  path,
  type ScimEndpoint,
  userUrn,
  useScimServer,
} from "../support/scim-endpoint.ts";

describe.each(engines)("resources and their attributes on %s", (engine) => {
  const server = useScimServer(engine);
  let endpoint: ScimEndpoint;
  let other: ScimEndpoint;
  beforeAll(async () => {
    endpoint = await server.open();
    other = await server.open();
  });

  const custom = "urn:example:params:custom:1.0:User";

  describe("schemas", () => {
    it("stand in every representation, also where attributes names other things [B1a]", async () => {
      const user = await endpoint.user({ title: "Chief" });
      expect(user.schemas).toEqual([userUrn]);
      const narrow = await endpoint.get(`${path(user)}?attributes=title`);
      expect(narrow).toEqual({ schemas: [userUrn], id: user.id, title: "Chief" });
      expect(await endpoint.get(`${path(user)}?excludedAttributes=schemas`)).toHaveProperty("schemas");
      for (const one of await endpoint.list("/Users?attributes=userName&count=5"))
        expect(one.schemas).toContain(userUrn);
    });

    it("name the core schema and each extension that is there, once, in whatever order they came [B1b, B19a]", async () => {
      const user = await endpoint.user({
        schemas: [enterpriseUrn, userUrn, enterpriseUrn],
        [enterpriseUrn]: { department: "D" },
      });
      expect([...user.schemas].sort()).toEqual([userUrn, enterpriseUrn].sort());
      const plain = await endpoint.user({ schemas: [userUrn, enterpriseUrn] });
      expect(plain.schemas).toEqual([userUrn]);
    });

    it("gain the URN of a container that the body does not list [B19b]", async () => {
      const user = await endpoint.user({ [enterpriseUrn]: { department: "D" } });
      expect(user.schemas).toContain(enterpriseUrn);
      expect(await endpoint.get(path(user))).toMatchObject({ [enterpriseUrn]: { department: "D" } });
    });
  });

  describe("id", () => {
    it("is the server's, whatever the client sends, and stays [B2a, B2c, B2d]", async () => {
      const user = await endpoint.user({ id: "mine" });
      expect(user.id).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(user.id).not.toBe("mine");
      expect(user.id.toLowerCase()).not.toContain("bulkid");
      const put = await endpoint.send("PUT", path(user), { ...user, id: "other", title: "T" });
      expect(put).toMatchObject({ status: 200, body: { id: user.id, title: "T" } });
      expectRefusal(await endpoint.send("GET", "/Users/other"), 404);
    });

    it("is never given again, not to the same user after a DELETE [B2b]", async () => {
      const userName = newName();
      const seen = new Set<string>();
      for (let round = 0; round < 3; round += 1) {
        const user = await endpoint.user({ userName });
        seen.add(user.id);
        await endpoint.send("DELETE", path(user));
      }
      expect(seen.size).toBe(3);
    });

    it("is case exact, in a URL and in a filter [B2e]", async () => {
      const user = await endpoint.user();
      const swapped = user.id.replace(/[a-z]/i, (letter) =>
        letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
      );
      expect(swapped).not.toBe(user.id);
      expectRefusal(await endpoint.send("GET", `/Users/${swapped}`), 404);
      expect(await endpoint.find("Users", `id eq "${swapped}"`)).toEqual([]);
      expect(await endpoint.find("Users", `id eq "${user.id}"`)).toHaveLength(1);
    });
  });

  describe("externalId", () => {
    it("is what the client set, or absent [B3a]", async () => {
      const externalId = newName();
      expect(await endpoint.user({ externalId })).toMatchObject({ externalId });
      const none = await endpoint.user();
      expect(none).not.toHaveProperty("externalId");
      expect(await endpoint.get(path(none))).not.toHaveProperty("externalId");
    });

    it("is case exact, may be shared by users, and is a directory's own [B3b, B3c, B3d]", async () => {
      const externalId = `Ext-${newName()}`;
      const [ann, bob] = [await endpoint.user({ externalId }), await endpoint.user({ externalId })];
      const elsewhere = await other.user({ externalId });
      const ids = async (of: ScimEndpoint, value: string) =>
        (await of.find("Users", `externalId eq "${value}"`)).map(({ id }) => id);
      expect(await ids(endpoint, externalId)).toEqual([ann.id, bob.id]);
      expect(await ids(endpoint, externalId.toUpperCase())).toEqual([]);
      expect(await ids(other, externalId)).toEqual([elsewhere.id]);
    });
  });

  describe("meta", () => {
    it("is the server's, whole, and ignored in a request [B4a, B4b]", async () => {
      const forged = {
        resourceType: "Group",
        created: "1999-01-01T00:00:00Z",
        lastModified: "1999-01-01T00:00:00Z",
        location: "https://evil.example/",
        version: 'W/"forged"',
      };
      const user = await endpoint.user({ meta: forged });
      expect(Object.keys(user.meta).sort()).toEqual(Object.keys(forged).sort());
      for (const [name, value] of Object.entries(forged))
        expect(user.meta).not.toMatchObject({ [name]: value });
      const put = await endpoint.send("PUT", path(user), { ...user, meta: forged });
      expect(put.body.meta).toEqual(user.meta);
    });

    it("has times in UTC, equal until the first change and apart after it [B4c, B7f]", async () => {
      const user = await endpoint.user();
      expect(user.meta.created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
      expect(user.meta.lastModified).toBe(user.meta.created);
      await new Promise((resolve) => setTimeout(resolve, 5));
      const { body } = await endpoint.patch(path(user), { op: "add", path: "title", value: "T" });
      expect(body).toMatchObject({ meta: { created: user.meta.created } });
      const { lastModified } = body.meta as Record<string, string>;
      expect(Date.parse(String(lastModified))).toBeGreaterThan(Date.parse(user.meta.created));
    });

    it("has the location that the headers give, on 201 and on 200 [B4d, B4e]", async () => {
      const created = await endpoint.send("POST", "/Users", { schemas: [userUrn], userName: newName() });
      const id = String(created.body.id);
      const answers = [
        created,
        await endpoint.send("GET", `/Users/${id}`),
        await endpoint.send("PUT", `/Users/${id}`, created.body),
        await endpoint.patch(`/Users/${id}`, { op: "add", path: "title", value: "T" }),
      ];
      const location = `${endpoint.directory.scimUrl}/Users/${id}`;
      for (const { body, headers } of answers) {
        expect(body.meta).toMatchObject({ location });
        expect(headers).toMatchObject({ location, "content-location": location });
      }
    });
  });

  describe("names and values", () => {
    it("are read in any case and written as the schema spells them [B5a, B5b]", async () => {
      const userName = newName();
      const answer = await endpoint.send("POST", "/Users", {
        SCHEMAS: [userUrn.toUpperCase()],
        USERNAME: userName,
        NaMe: { GIVENNAME: "Ann" },
        EMAILS: [{ VALUE: "a@x.example", Type: "work" }],
        [enterpriseUrn.toUpperCase()]: { DEPARTMENT: "D" },
      });
      expect(answer.status).toBe(201);
      expect(await endpoint.get(`/Users/${answer.body.id}`)).toMatchObject({
        userName,
        name: { givenName: "Ann" },
        emails: [{ value: "a@x.example", type: "work" }],
        [enterpriseUrn]: { department: "D" },
      });
    });

    it("refuse a name that is given twice [B5c]", async () => {
      const body = { schemas: [userUrn], userName: newName(), title: "a", TITLE: "b" };
      expectRefusal(await endpoint.send("POST", "/Users", body), 400, "invalidSyntax");
    });

    it("know $ref as a name [B5d]", async () => {
      const user = await endpoint.user();
      const group = await endpoint.group(newName(), [user.id]);
      const { members } = await endpoint.get(`${path(group)}?attributes=members.$ref`);
      expect(members).toEqual([{ $ref: user.meta.location }]);
    });

    it.each([
      ["active", "true"],
      ["active", 1],
      ["userName", 5],
      ["name", "Ann"],
      ["emails", { value: "a@x.example" }],
      ["x509Certificates", [{ value: "not base64!" }]],
    ])("of the wrong type are refused: %s = %j [B7a, B7c, B7d, B16h]", async (name, value) => {
      const body = { schemas: [userUrn], userName: newName(), [name]: value };
      expectRefusal(await endpoint.send("POST", "/Users", body), 400, "invalidValue");
    });

    it("keep the case in which they were sent, and any type of address [B12d, B14]", async () => {
      const userName = newName().toUpperCase();
      const emails = [{ value: "Ann.Lee@X.example", type: "Seaside" }];
      expect(await endpoint.get(path(await endpoint.user({ userName, emails })))).toMatchObject({
        userName,
        emails,
      });
    });

    it("are primary at most once, and not primary without a word [B8a, B8e]", async () => {
      const two = [
        { value: "a@x.example", primary: true },
        { value: "b@x.example", primary: true },
      ];
      const body = { schemas: [userUrn], userName: newName(), emails: two };
      expectRefusal(await endpoint.send("POST", "/Users", body), 400, "invalidValue");
      const user = await endpoint.user({ emails: [{ value: "a@x.example" }] });
      const found = await endpoint.find("Users", `id eq "${user.id}" and emails[not (primary eq true)]`);
      expect(found).toHaveLength(1);
    });

    it.each([[null], [[]]])("are unassigned by %j as by absence, and left out [B9a, B9b]", async (empty) => {
      const user = await endpoint.user({ title: null, emails: empty, name: {} });
      const stored = await endpoint.get(path(user));
      for (const name of ["title", "emails", "name"]) expect(stored).not.toHaveProperty(name);
      expect(await endpoint.find("Users", `id eq "${user.id}" and emails eq null`)).toHaveLength(1);
      const full = await endpoint.user({ emails: [{ value: "a@x.example" }] });
      await endpoint.patch(path(full), { op: "replace", path: "emails", value: empty });
      expect(await endpoint.get(path(full))).not.toHaveProperty("emails");
    });

    it("are kept, described by a schema or not, under every profile [B20a]", async () => {
      for (const of of [endpoint, await server.open({})]) {
        const user = await of.user({ favourite: { colour: "red" }, [custom]: { level: 3, tags: ["a"] } });
        expect(await of.get(path(user))).toMatchObject({
          favourite: { colour: "red" },
          [custom]: { level: 3, tags: ["a"] },
        });
      }
    });

    it("are never left out in silence when a PATCH path names nothing [B20c]", async () => {
      const user = await endpoint.user();
      const operation = { op: "replace", path: "titel", value: "T" };
      expectRefusal(await endpoint.patch(path(user), operation), 400, "invalidPath");
    });
  });

  describe("mutability and returned", () => {
    it("leave what is read-only as it is, through every method [B10a]", async () => {
      const user = await endpoint.user({ groups: [{ value: "g" }] });
      expect(user).not.toHaveProperty("groups");
      const put = await endpoint.send("PUT", path(user), { ...user, groups: [{ value: "g" }] });
      expect(put.body).not.toHaveProperty("groups");
      const operation = { op: "add", path: "groups", value: [{ value: "g" }] };
      expectRefusal(await endpoint.patch(path(user), operation), 400, "mutability");
      expect(await endpoint.get(path(user))).toEqual(user);
    });

    it("never show a password, nor keep it [B10c, B11b, B16c]", async () => {
      const secret = "t1meMa$heen-conformance";
      const created = await endpoint.send("POST", "/Users", {
        schemas: [userUrn],
        userName: newName(),
        password: secret,
      });
      const one = `/Users/${created.body.id}`;
      const answers = [
        created,
        await endpoint.send("GET", `${one}?attributes=password,userName`),
        await endpoint.send("PUT", one, { ...created.body, password: secret }),
        await endpoint.patch(one, { op: "replace", path: "password", value: secret }),
        await endpoint.send("GET", "/Users?attributes=password"),
      ];
      for (const { text, status } of answers) {
        expect(status).toBeLessThan(300);
        expect(text.toLowerCase()).not.toContain("password");
        expect(text).not.toContain(secret);
      }
    });

    it("keep what is always returned, and show the rest by default [B11a, B11c]", async () => {
      const user = await endpoint.user({ title: "T" });
      const narrow = await endpoint.get(`${path(user)}?attributes=title&excludedAttributes=id,schemas`);
      expect(narrow).toEqual({ schemas: [userUrn], id: user.id, title: "T" });
      expect(user).toHaveProperty("title");
    });
  });

  describe("User", () => {
    it("needs a userName that is not empty, and nothing else [B15a, B16a]", async () => {
      const refused = [{}, { userName: null }, { userName: "" }, { displayName: "Ann" }];
      for (const body of refused)
        expectRefusal(
          await endpoint.send("POST", "/Users", { schemas: [userUrn], ...body }),
          400,
          "invalidValue",
        );
      const user = await endpoint.user();
      const put = await endpoint.send("PUT", path(user), { schemas: [userUrn], title: "T" });
      expectRefusal(put, 400, "invalidValue");
    });

    it("cannot lose its userName to a PATCH [B15b]", async () => {
      const user = await endpoint.user();
      const answer = await endpoint.patch(path(user), { op: "remove", path: "userName" });
      expectRefusal(answer, 400, "mutability");
    });

    it("has a userName of its own in the directory, in any case, and not beyond it [B12b, B13]", async () => {
      const userName = `Zoë.${newName()}`;
      await endpoint.user({ userName });
      for (const taken of [userName, userName.toUpperCase(), userName.normalize("NFD")]) {
        const body = { schemas: [userUrn], userName: taken };
        expectRefusal(await endpoint.send("POST", "/Users", body), 409, "uniqueness");
      }
      expect((await other.user({ userName })).userName).toBe(userName);
    });

    it("is found by userName in any case and either form of its accents [B12a, B21b]", async () => {
      const userName = `Zoë.${newName()}`;
      const { id } = await endpoint.user({ userName });
      for (const written of [userName, userName.toUpperCase(), userName.normalize("NFD")]) {
        const found = await endpoint.find("Users", `userName eq "${written}"`);
        expect(found.map((one) => one.id)).toEqual([id]);
      }
    });

    it("keeps active as it was sent [B16b]", async () => {
      expect(await endpoint.user({ active: false })).toMatchObject({ active: false });
      expect(await endpoint.user({ active: true })).toMatchObject({ active: true });
    });

    it("has its groups from their members [B16f]", async () => {
      const user = await endpoint.user();
      const group = await endpoint.group(newName(), [user.id]);
      const { groups } = await endpoint.get(path(user));
      expect(groups).toEqual([
        { value: group.id, $ref: group.meta.location, display: group.displayName, type: "direct" },
      ]);
    });

    it("takes a manager by value alone, case exact, and ignores the manager's name [B18a, B18b, B18c]", async () => {
      const value = `Boss-${newName()}`;
      const user = await endpoint.user({ [enterpriseUrn]: { manager: { value, displayName: "Forged" } } });
      expect(await endpoint.get(path(user))).toMatchObject({ [enterpriseUrn]: { manager: { value } } });
      expect(JSON.stringify(user)).not.toContain("Forged");
      const found = (text: string) => endpoint.find("Users", `${enterpriseUrn}:manager.value eq "${text}"`);
      expect(await found(value)).toHaveLength(1);
      expect(await found(value.toUpperCase())).toEqual([]);
    });
  });

  describe("Group", () => {
    it("needs a displayName [B17a]", async () => {
      expectRefusal(await endpoint.send("POST", "/Groups", { schemas: [groupUrn] }), 400, "invalidValue");
    });

    it("has members whose parts never change and whose display is the server's [B10b, B17b, B17c]", async () => {
      const user = await endpoint.user({ displayName: "Ann Lee" });
      const body = {
        schemas: [groupUrn],
        displayName: newName(),
        members: [{ value: user.id, display: "Forged", type: "User" }],
      };
      const group = await endpoint.send("POST", "/Groups", body);
      expect(group.body.members).toMatchObject([{ value: user.id, display: "Ann Lee", type: "User" }]);
      const one = `/Groups/${group.body.id}`;
      for (const sub of ["value", "display", "type"]) {
        const operation = { op: "replace", path: `members[value eq "${user.id}"].${sub}`, value: "x" };
        expectRefusal(await endpoint.patch(one, operation), 400, "mutability");
      }
    });

    it("may be a member of a group [B17d]", async () => {
      const inner = await endpoint.group();
      const outer = await endpoint.group(newName(), [inner.id]);
      expect((await endpoint.get(path(outer))).members).toMatchObject([
        { value: inner.id, type: "Group", $ref: inner.meta.location },
      ]);
    });
  });
});
