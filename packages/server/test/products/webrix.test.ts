import { type Connection, makeOrg } from "@rollcall/simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { done, failed } from "../support/done.ts";
import { connectApp, expectSame, verbs } from "../support/okta-app.ts";
import { type RunningDirectory, type RunningServer, startRunningServer } from "../support/running-server.ts";

const secret = "a-secret-of-forty-characters-from-the-env";

/**
 * Webrix's guide: self-hosted, one base URL `/scim/v2` without a key, one secret from the environment; a SAML app
 * of the wizard with the e-mail as unique identifier, all actions, and `Bearer <secret>` in the HTTP header.
 */
describe.each(engines)("The road of Webrix on %s", (engine) => {
  const org = makeOrg({ users: 12, groups: 2, membersPerGroup: 5 });
  let server: RunningServer;
  let directory: RunningDirectory;
  let okta: Connection;
  const settings = { uniqueIdentifier: "email" } as const;
  const url = () => `${server.publicUrl}/scim/v2`;

  beforeAll(async () => {
    server = await startRunningServer(engine, { ROLLCALL_SCIM_TOKEN: secret });
    okta = connectApp("wizard", { url: url(), token: secret }, settings);
  });
  afterAll(async () => {
    okta[Symbol.dispose]();
    await server.close();
  });

  it("has a directory after the start, without any call", async () => {
    const directories = await server.all("/directories");
    expect(directories).toMatchObject([{ type: "generic scim v2.0", label: "default", state: "linked" }]);
    directory = await server.openDirectory(String(directories[0]?.id), secret);
  });

  it.each([
    ["Bearer <secret>, as Okta completes it", "bearer"],
    ["Bearer <secret> typed by hand behind Okta's own Bearer", "doubled"],
    ["the secret alone, its Bearer forgotten", "raw"],
  ] as const)("takes %s", async (_how, auth) => {
    using app = connectApp("wizard", { url: url(), token: secret }, { ...settings, auth });
    await done(app.persona.testConnection());
  });

  it("provisions the members of assigned groups by their e-mail", async () => {
    for (const user of org.users) await done(okta.persona.assignUser(user));
    const users = await directory.users();
    expect(users.map(({ username }) => username).sort()).toEqual(org.users.map(({ email }) => email).sort());
    expect(okta.client.exchanges.map(({ path }) => path)).toContainEqual(
      `/scim/v2/Users?filter=userName%20eq%20%22${encodeURIComponent(org.users[0]!.email)}%22&startIndex=1&count=100`,
    );
  });

  it("lets updates flow", async () => {
    await done(okta.persona.updateUser({ ...org.users[2]!, givenName: "Changed" }));
    await expectSame(okta, directory);
  });

  it("syncs pushed groups and their changes", async () => {
    for (const group of org.groups) await done(okta.persona.pushGroup(group));
    const [group] = org.groups;
    const joining = org.users.find(({ id }) => !group!.members.includes(id))!;
    await done(
      okta.persona.updateMembership(group!, { add: [joining.id], remove: group!.members.slice(0, 1) }),
    );
    await expectSame(okta, directory);
  });

  it("deactivates who leaves the groups, and takes them back", async () => {
    await done(okta.persona.deactivateUser(org.users[3]!));
    await done(okta.persona.deactivateUser(org.users[4]!));
    await done(okta.persona.reactivateUser(org.users[4]!));
    const states = (await directory.users()).filter(({ state }) => state === "inactive");
    expect(states.map(({ username }) => username)).toEqual([org.users[3]!.email]);
  });

  it("needed nothing but PUT", () => {
    expect([...verbs(okta)].filter((verb) => verb.startsWith("PATCH"))).toEqual([]);
  });

  it("takes an empty group", async () => {
    const empty = { id: "00gEmpty", name: "Empty", members: [] };
    await done(okta.persona.pushGroup(empty));
    await done(okta.persona.pushNow(empty));
    expect(await directory.groups()).toContainEqual(expect.objectContaining({ name: "Empty" }));
  });

  it("tells the admin of a wrong secret", async () => {
    using app = connectApp("wizard", { url: url(), token: `${secret}x` }, settings);
    const task = await failed(app.persona.testConnection());
    expect(task).toMatchObject({ kind: "unauthorized", status: 401 });
    expect(task.message).toContain("The token is missing, mistyped, expired or revoked");
  });

  it("gives links that work in the same app", async () => {
    const wire = directory.wire({});
    const { body } = await wire.send("GET", "/Users?count=1");
    const [{ meta }] = body.Resources as [{ meta: { location: string } }];
    const answer = await fetch(meta.location, { headers: { Authorization: `Bearer ${secret}` } });
    expect(answer.status).toBe(200);
    wire.close();
  });
});
