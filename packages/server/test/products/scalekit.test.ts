import { type Connection, makeOrg } from "@rollcall/simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { done } from "../support/done.ts";
import { connectApp, expectSame, verbs } from "../support/okta-app.ts";
import { type RunningDirectory, type RunningServer, startRunningServer } from "../support/running-server.ts";

/**
 * Scalekit's guide for Okta Directory: an endpoint URL and a bearer token that is visible once, into the catalog's
 * OAuth Bearer Token app; one set of groups for assignment, another for push; the application listens to events.
 */
describe.each(engines)("The road of Scalekit on %s", (engine) => {
  const org = makeOrg({ users: 7, groups: 1, membersPerGroup: 3 });
  const [pushed] = org.groups;
  let server: RunningServer;
  let directory: RunningDirectory;
  let okta: Connection;

  beforeAll(async () => {
    server = await startRunningServer(engine);
    directory = await server.createDirectory({ deprovisioning: "delete" });
    okta = connectApp("oauthBearer", { url: directory.scimUrl, token: directory.token });
  });
  afterAll(async () => {
    okta[Symbol.dispose]();
    await server.close();
  });

  it("shows the token once", async () => {
    const created = await server.api("POST", `/directories/${directory.id}/tokens`, {});
    expect(created.status).toBe(201);
    expect(created.headers.get("cache-control")).toBe("no-store");
    const { id, token } = created.body as { id: string; token: string };
    const listed = await server.api("GET", `/directories/${directory.id}/tokens`);
    expect(listed.text).toContain(id);
    expect(listed.text).not.toContain(token);
    expect(listed.text).not.toContain(directory.token);
    for (const one of listed.body.data as object[]) expect(one).not.toHaveProperty("token");
    expect(listed.body.data).toContainEqual(expect.objectContaining({ id, token_suffix: token.slice(-4) }));
    expect((await server.api("DELETE", `/directories/${directory.id}/tokens/${id}`)).status).toBe(204);
  });

  it("provisions the people of the assignment group", async () => {
    await done(okta.persona.testConnection());
    for (const user of org.users) await done(okta.persona.assignUser(user));
    await expectSame(okta, directory);
  });

  it("pushes another group, and its later members without a manual push", async () => {
    await done(okta.persona.pushGroup(pushed!));
    const outsider = org.users.find(({ id }) => !pushed!.members.includes(id))!;
    await done(okta.persona.updateMembership(pushed!, { add: [outsider.id] }));
    await expectSame(okta, directory);
    expect(verbs(okta)).toContain("PATCH /Groups/{id}");
  });

  it("tells of a deactivated user as deleted, and of its return as created", async () => {
    const someone = org.users.find(({ id }) => !okta.persona.belief.groups.get(pushed!.id)?.members.has(id))!;
    const before = (await directory.events()).length;
    await done(okta.persona.deactivateUser(someone));
    const gone = (await directory.events()).slice(before);
    expect(gone.map(({ event }) => event)).toEqual(["dsync.user.deleted"]);
    expect(await directory.users()).toHaveLength(org.users.length - 1);
    await done(okta.persona.reactivateUser(someone));
    const back = (await directory.events()).slice(before + 1);
    expect(back.map(({ event }) => event)).toEqual(["dsync.user.created"]);
  });

  it("shows users with their groups, and groups, afterwards", async () => {
    await expectSame(okta, directory);
    const [member] = await server.all(`/directory_users?group=${(await directory.groups())[0]?.id}`);
    expect(member).toMatchObject({ groups: [{ name: pushed!.name }] });
    const read = await server.mustApi("GET", `/directories/${directory.id}`);
    expect(read.metadata).toMatchObject({ users: { active: org.users.length }, groups: 1 });
  });

  it("keeps everyone while the directory is switched off, and says so to the admin", async () => {
    const before = await directory.users();
    await server.mustApi("POST", `/directories/${directory.id}/disable`);
    const refused = await okta.persona.testConnection();
    expect(refused).toMatchObject({ ok: false, task: { status: 403 } });
    expect(!refused.ok && refused.task.message).toContain("switched off in the application");
    expect(await directory.users()).toEqual(before);
    await server.mustApi("POST", `/directories/${directory.id}/enable`);
    await done(okta.persona.testConnection());
  });
});
