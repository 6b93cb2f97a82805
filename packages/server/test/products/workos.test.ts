import { type Connection, makeOrg } from "@rollcall/simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { done } from "../support/done.ts";
import { connectApp, expectSame, verbs } from "../support/okta-app.ts";
import { type RunningDirectory, type RunningServer, startRunningServer } from "../support/running-server.ts";

/**
 * WorkOS's guide for Okta SCIM v2.0: a directory of that provider under an organization; its endpoint and bearer
 * token into the catalog's OAuth Bearer Token app; people assigned; groups pushed by name.
 */
describe.each(engines)("The road of WorkOS on %s", (engine) => {
  const org = makeOrg({ users: 6, groups: 2, membersPerGroup: 4 });
  const [engineering, sales] = org.groups;
  const member = org.users.find(({ id }) => engineering?.members.includes(id))!;
  let server: RunningServer;
  let directory: RunningDirectory;
  let okta: Connection;

  beforeAll(async () => {
    server = await startRunningServer(engine);
  });
  afterAll(async () => {
    okta[Symbol.dispose]();
    await server.close();
  });

  it("creates the directory under an organization, and shows endpoint and token", async () => {
    const { id: organization_id } = await server.mustApi("POST", "/organizations", { name: "Foo Corp" });
    const type = "okta scim v2.0";
    const created = await server.mustApi("POST", "/directories", { organization_id, name: "Foo Okta", type });
    expect(created).toMatchObject({ object: "directory", name: "Foo Okta", type, state: "linked" });
    expect(created.scim_url).toBe(`${server.publicUrl}/scim/v2/${created.external_key}`);
    expect(created.scim_url).not.toContain("_");
    const { token } = await server.mustApi("POST", `/directories/${created.id}/tokens`, {});
    directory = await server.openDirectory(String(created.id), String(token));
  });

  it("passes Test API Credentials", async () => {
    okta = connectApp("oauthBearer", { url: directory.scimUrl, token: directory.token });
    await done(okta.persona.testConnection());
  });

  it("creates users, updates and deactivates them", async () => {
    for (const user of org.users) await done(okta.persona.assignUser(user));
    await done(okta.persona.updateUser({ ...org.users[0]!, familyName: "Updated" }));
    await done(okta.persona.deactivateUser(org.users[5]!));
    await done(okta.persona.reactivateUser(org.users[5]!));
  });

  it("pushes groups immediately", async () => {
    await done(okta.persona.pushGroup(engineering!));
    await done(okta.persona.pushGroup(sales!));
  });

  it("verifies the users and groups", async () => {
    await expectSame(okta, directory);
    expect(verbs(okta)).toContain("PATCH /Users/{id}");
    const [user] = (await server.mustApi("GET", `/directory_users?directory=${directory.id}&limit=1`))
      .data as Record<string, unknown>[];
    expect(user).toMatchObject({ object: "directory_user", custom_attributes: {}, raw_attributes: {} });
  });

  it("answers on a labelled endpoint as well", async () => {
    await server.mustApi("PATCH", `/directories/${directory.id}`, { label: "foo-okta" });
    using labelled = connectApp("oauthBearer", {
      url: `${server.publicUrl}/scim/v2/foo-okta`,
      token: directory.token,
    });
    await done(labelled.persona.testConnection());
  });

  it("gives no user_removed when a user loses the app through a group, by default", async () => {
    const before = (await directory.events()).length;
    await done(okta.persona.deactivateUser(member));
    const told = (await directory.events()).slice(before);
    expect(told.map(({ event, data }) => [event, data.state])).toEqual([["dsync.user.updated", "inactive"]]);
    const { data: groups } = await server.mustApi("GET", `/directory_groups?user=${idOf(told[0])}`);
    expect(groups).not.toEqual([]);
    await done(okta.persona.reactivateUser(member));
  });

  it("sends user_removed for each group where the directory is set to", async () => {
    await server.mustApi("PATCH", `/directories/${directory.id}`, { membership_on_deactivation: "remove" });
    const inGroups = org.groups.filter(({ members }) => members.includes(member.id));
    const before = (await directory.events()).length;
    await done(okta.persona.deactivateUser(member));
    const told = (await directory.events()).slice(before);
    expect(told.map(({ event }) => event)).toEqual([
      ...inGroups.map(() => "dsync.group.user_removed"),
      "dsync.user.updated",
    ]);
    expect(told[0]?.data).toMatchObject({ directory_id: directory.id, user: { username: member.login } });
    const { data: groups } = await server.mustApi("GET", `/directory_groups?user=${idOf(told.at(-1))}`);
    expect(groups).toEqual([]);
  });

  it("deletes a deactivated user for the application where the directory says so, as WorkOS does", async () => {
    const settings = { deprovisioning: "delete" };
    const strict = await server.createDirectory(settings);
    using app = connectApp("oauthBearer", { url: strict.scimUrl, token: strict.token });
    for (const user of org.users) await done(app.persona.assignUser(user));
    await done(app.persona.pushGroup(engineering!));
    const before = (await strict.events()).length;
    await done(app.persona.deactivateUser(member));
    await done(app.persona.reactivateUser(member));
    const told = (await strict.events()).slice(before);
    expect(told.map(({ event }) => event)).toEqual([
      ...["dsync.group.user_removed", "dsync.user.deleted"],
      ...["dsync.user.created", "dsync.group.user_added"],
    ]);
    expect(idOf(told[2])).not.toBe(idOf(told[1]));
    await expectSame(app, strict);
  });
});

const idOf = (event: { readonly data: Readonly<Record<string, unknown>> } | undefined) => event?.data.id;
