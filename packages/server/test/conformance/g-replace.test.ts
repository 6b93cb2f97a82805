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

describe.each(engines)("replacing on %s", (engine) => {
  const server = useScimServer(engine);
  let endpoint: ScimEndpoint;
  beforeAll(async () => {
    endpoint = await server.open();
  });

  it("takes what is given and clears the rest, but active and externalId [G1a, G2a, G2b, G2c, G6a, G6c]", async () => {
    const externalId = newName();
    const user = await endpoint.user({
      externalId,
      active: false,
      title: "T",
      name: { givenName: "Ann", familyName: "Lee" },
      emails: [{ value: "a@x.example" }],
      [enterpriseUrn]: { department: "D" },
    });
    const next = { schemas: [userUrn], userName: newName(), name: { givenName: "Eve" } };
    const { status, headers, body } = await endpoint.send("PUT", path(user), next);
    expect(status).toBe(200);
    const { meta, ...rest } = body;
    expect(rest).toEqual({ ...next, id: user.id, active: false, externalId });
    expect(headers.etag).not.toBe(user.meta.version);
    expect(meta).toMatchObject({ created: user.meta.created, version: headers.etag });
    expect(await endpoint.get(path(user))).toEqual(body);
  });

  it("creates nothing [G1b]", async () => {
    const body = { schemas: [userUrn], userName: newName() };
    expectRefusal(await endpoint.send("PUT", "/Users/00000000-0000-0000-0000-000000000000", body), 404);
    expect(await endpoint.find("Users", `userName eq "${body.userName}"`)).toEqual([]);
  });

  it.each([[null], [[]]])("clears by %j [G2d]", async (empty) => {
    const user = await endpoint.user({ emails: [{ value: "a@x.example" }], active: true, title: "T" });
    const { body } = await endpoint.send("PUT", path(user), {
      ...user,
      emails: empty,
      active: null,
      title: null,
    });
    for (const name of ["emails", "title"]) expect(body).not.toHaveProperty(name);
  });

  it("ignores what is read-only, and an id that is another's [G4]", async () => {
    const [user, other] = [await endpoint.user(), await endpoint.user()];
    const meta = { ...user.meta, created: "1999-01-01T00:00:00Z" };
    const forged = { ...user, id: other.id, meta, groups: [{ value: "g" }], title: "T" };
    const { status, body } = await endpoint.send("PUT", path(user), forged);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: user.id, title: "T", meta: { created: user.meta.created } });
    expect(body).not.toHaveProperty("groups");
    expect(await endpoint.get(path(other))).toEqual(other);
  });

  it("refuses a body without what is required, and another's name [G5a, G5b]", async () => {
    const [user, other] = [await endpoint.user(), await endpoint.user()];
    const nameless = { schemas: [userUrn], displayName: "x" };
    expectRefusal(await endpoint.send("PUT", path(user), nameless), 400, "invalidValue");
    const taken = { ...user, userName: String(other.userName).toUpperCase() };
    expectRefusal(await endpoint.send("PUT", path(user), taken), 409, "uniqueness");
    expect(await endpoint.get(path(user))).toEqual(user);
  });

  it("of the same keeps version and time, and is silent [G6b]", async () => {
    const own = await server.open();
    const user = await own.user({ title: "T", emails: [{ value: "a@x.example", primary: true }] });
    const group = await own.group(newName(), [user.id]);
    const told = (await own.directory.events()).length;
    for (const one of [user, group]) {
      const stored = await own.get(path(one));
      const { status, body } = await own.send("PUT", path(one), stored);
      expect([status, body]).toEqual([200, stored]);
    }
    expect(await own.directory.events()).toHaveLength(told);
  });

  it("of a group replaces its members, with an event for each that came or went [G7]", async () => {
    const own = await server.open();
    const users = [await own.user(), await own.user(), await own.user()];
    const [a, b, c] = users.map(({ id }) => id);
    const group = await own.group("G", [a!, b!]);
    const before = (await own.directory.events()).length;
    const members = [b, c].map((value) => ({ value }));
    const put = await own.send("PUT", path(group), { schemas: [groupUrn], displayName: "G", members });
    expect(put.status).toBe(200);
    expect((await own.get(path(group))).members).toMatchObject(members);
    const events = (await own.directory.events()).slice(before).map(({ event }) => event);
    expect(events.sort()).toEqual(["dsync.group.user_added", "dsync.group.user_removed"]);
  });
});
