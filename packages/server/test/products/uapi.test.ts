import { type Connection, makeOrg } from "@rollcall/simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { done, failed } from "../support/done.ts";
import { connectApp, expectSame } from "../support/okta-app.ts";
import { type RunningDirectory, type RunningServer, startRunningServer } from "../support/running-server.ts";

/**
 * The road of a unified API: base URL and token are read from the connection's metadata, and go into the catalog's
 * Header Auth app, which sends the token as the whole Authorization header.
 */
describe.each(engines)("The road of uapi on %s", (engine) => {
  const org = makeOrg({ users: 8, groups: 4, membersPerGroup: 5 });
  let server: RunningServer;
  let directory: RunningDirectory;
  let okta: Connection;
  const paste = (changes: { url?: string; token?: string } = {}) =>
    connectApp("header", { url: directory.scimUrl, token: directory.token, ...changes });

  beforeAll(async () => {
    server = await startRunningServer(engine);
    directory = await server.createDirectory();
    okta = paste();
  });
  afterAll(async () => {
    okta[Symbol.dispose]();
    await server.close();
  });

  it("has the base URL in what the API says of the directory", async () => {
    const read = await server.mustApi("GET", `/directories/${directory.id}`);
    expect(read.scim_url).toBe(directory.scimUrl);
  });

  it("takes the token as the whole header", async () => {
    await done(okta.persona.testConnection());
    const wire = directory.wire({ Authorization: directory.token });
    expect((await wire.send("GET", "/Users?startIndex=1&count=2")).status).toBe(200);
    wire.close();
  });

  it("provisions assigned people and groups", async () => {
    for (const user of org.users) await done(okta.persona.assignUser(user));
    await done(okta.persona.updateUser({ ...org.users[1]!, title: "Lead" }));
    await expectSame(okta, directory);
  });

  it("pushes a group by name, and several at once by rule", async () => {
    const [byName, ...byRule] = org.groups;
    await done(okta.persona.pushGroup(byName!));
    await Promise.all(byRule.map((group) => done(okta.persona.pushGroup(group))));
    await done(okta.persona.updateMembership(byName!, { add: org.users.map(({ id }) => id) }));
    await expectSame(okta, directory);
  });

  it("deactivates who is unassigned", async () => {
    await done(okta.persona.deactivateUser(org.users[0]!));
    expect(await directory.users()).toContainEqual(
      expect.objectContaining({ username: org.users[0]!.login, state: "inactive" }),
    );
  });

  describe("when the admin looks for the mistake", () => {
    it("says that a base URL without its version leads nowhere", async () => {
      using app = paste({ url: `${server.publicUrl}/scim` });
      const task = await failed(app.persona.testConnection());
      expect(task).toMatchObject({ status: 404 });
      expect(task.message).toContain("no SCIM endpoint at this address");
    });

    it("says that the token belongs to another endpoint", async () => {
      const other = await server.createDirectory();
      using app = paste({ url: other.scimUrl });
      const task = await failed(app.persona.testConnection());
      expect(task).toMatchObject({ status: 404 });
      expect(task.message).toContain("belongs to another SCIM endpoint");
    });

    it("works where the key is missing from the base URL: the token names the directory", async () => {
      using app = paste({ url: `${server.publicUrl}/scim/v2` });
      await done(app.persona.testConnection());
    });

    it("forgives spaces around the token, and refuses one within", async () => {
      const around = directory.wire({ Authorization: `  ${directory.token}  ` });
      expect((await around.send("GET", "/Users?startIndex=1&count=2")).status).toBe(200);
      around.close();
      const half = Math.floor(directory.token.length / 2);
      using app = paste({ token: `${directory.token.slice(0, half)} ${directory.token.slice(half)}` });
      const task = await failed(app.persona.testConnection());
      expect(task).toMatchObject({ kind: "unauthorized", status: 401 });
      expect(task.message).toContain("mistyped");
    });

    it("leaves who was not assigned out of a group, and adds the user on the next push", async () => {
      using app = paste();
      const [first, second] = org.users;
      const group = { id: "00gNotAssigned", name: "Not assigned", members: [first!.id, second!.id] };
      await done(app.persona.assignUser(second!));
      await done(app.persona.pushGroup(group));
      const count = async () =>
        (await directory.users()).filter((user) =>
          (user.groups as { name: string }[]).some(({ name }) => name === group.name),
        ).length;
      expect(await count()).toBe(1);
      await done(app.persona.assignUser(first!));
      await done(app.persona.pushNow(group));
      expect(await count()).toBe(2);
    });
  });
});
