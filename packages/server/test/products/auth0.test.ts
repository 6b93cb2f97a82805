import { type Connection, makeOrg, type OktaSwitches } from "@rollcall/simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { done, failed } from "../support/done.ts";
import { connectApp, expectSame, verbs } from "../support/okta-app.ts";
import { type RunningDirectory, type RunningServer, startRunningServer } from "../support/running-server.ts";

/** What Auth0's SCIM Setup tab recommends for Okta's users. */
const scopes = ["get:users", "post:users", "put:users"];
const TWENTY_MINUTES = 1_200;

/**
 * Auth0's guide for Okta Workforce: `externalId` holds the user id, a token with three scopes and an optional
 * expiry; a SWA app of the wizard with `userName` as identifier, whose three type mappings are deleted by hand.
 */
describe.each(engines)("The road of Auth0 on %s", (engine) => {
  const org = makeOrg({ users: 5, groups: 1 });
  const [first, second, third] = org.users;
  let ahead = 0;
  let server: RunningServer;
  let directory: RunningDirectory;
  let okta: Connection;
  const app = (switches: Partial<OktaSwitches> = {}, token = directory.token) =>
    connectApp("wizard", { url: directory.scimUrl, token }, { attributes: "standard", ...switches });

  beforeAll(async () => {
    server = await startRunningServer(engine, {}, { now: () => Date.now() + ahead });
  });
  afterAll(async () => {
    okta[Symbol.dispose]();
    await server.close();
  });

  it("creates the directory with externalId as the user id, and a token of three scopes", async () => {
    directory = await server.createDirectory({ user_id_attribute: "externalId" }, { scopes });
    const [token, ...others] = await server.all(`/directories/${directory.id}/tokens?`);
    expect(others).toEqual([]);
    expect(token).toMatchObject({ scopes, expires_at: null, last_used_at: null });
    expect(token).not.toHaveProperty("token");
    okta = app();
  });

  it("provisions users with that token and no other scope", async () => {
    await done(okta.persona.testConnection());
    for (const user of org.users) await done(okta.persona.assignUser(user));
    await done(okta.persona.updateUser({ ...first!, familyName: "Married" }));
    await done(okta.persona.deactivateUser(second!));
    await done(okta.persona.deactivateUser(third!));
    await done(okta.persona.reactivateUser(third!));
    await expectSame(okta, directory);
    expect([...verbs(okta)].sort()).toEqual([
      ...["GET /Users", "GET /Users/{id}", "GET /Users?filter", "POST /Users", "PUT /Users/{id}"],
    ]);
  });

  it("maps externalId to the user id", async () => {
    const ids = (await directory.users()).map(({ idp_id }) => idp_id);
    expect(ids.sort()).toEqual(org.users.map(({ id }) => id).sort());
  });

  it("refuses groups to that token, and says what it lacks", async () => {
    const task = await failed(okta.persona.pushGroup(org.groups[0]!));
    expect(task).toMatchObject({ status: 403 });
    expect(task.message).toContain("does not permit GET on /Groups");
    expect(await directory.groups()).toEqual([]);
  });

  it.each([
    ["PATCH", { Operations: [{ op: "replace", value: { active: false } }] }],
    ["DELETE", undefined],
  ])("refuses %s of users to it", async (method, body) => {
    const wire = directory.wire({});
    const id = okta.persona.belief.users.get(first!.id)?.id;
    const answer = await wire.send(method, `/Users/${id}`, body);
    expect(answer.status).toBe(403);
    expect(answer.body.detail).toContain(`does not permit ${method} on /Users`);
    expect((await wire.send("GET", `/Users/${id}`)).body).toMatchObject({ active: true });
    wire.close();
  });

  it("takes the token raw, as the HTTP Header field may send it", async () => {
    using raw = app({ auth: "raw" });
    await done(raw.persona.testConnection());
  });

  it("has profiles changed while they are synced, and not while the switch is off", async () => {
    await server.mustApi("POST", `/directories/${directory.id}/disable`);
    const task = await failed(okta.persona.updateUser({ ...first!, familyName: "Refused" }));
    expect(task).toMatchObject({ status: 403 });
    await server.mustApi("POST", `/directories/${directory.id}/enable`);
    await expectSame(okta, directory);
    await done(okta.persona.updateUser({ ...first!, familyName: "Synced" }));
    await expectSame(okta, directory);
  });

  describe("with the three type mappings", () => {
    const user = {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      userName: "typed@example.com",
      name: { givenName: "Typed", familyName: "User" },
      emails: [{ primary: true, value: "typed@example.com" }],
      phoneNumbers: [{ primary: true, value: "+1 555 0100" }],
      addresses: [{ primary: true, streetAddress: "1 Main St", country: "US" }],
      externalId: "00uTyped",
      active: true,
    };
    /** What one of the mappings adds: a type, or an empty text where the profile has none. */
    const typed = (type: string) => ({
      emails: [{ ...user.emails[0], type: type && "work" }],
      phoneNumbers: [{ ...user.phoneNumbers[0], type: type && "mobile" }],
      addresses: [{ ...user.addresses[0], type: type && "home" }],
    });

    it("present, empty, and removed again, every PUT is taken and what it says is kept", async () => {
      const wire = directory.wire({});
      const created = await wire.send("POST", "/Users", { ...user, ...typed("mapped") });
      expect(created.status).toBe(201);
      for (const types of [typed(""), typed("mapped"), {}]) {
        const { body: stored } = await wire.send("GET", `/Users/${created.body.id}`);
        const answer = await wire.send("PUT", `/Users/${created.body.id}`, { ...stored, ...user, ...types });
        expect(answer.status, answer.text).toBe(200);
        expect(answer.body).toMatchObject({
          emails: [{ value: "typed@example.com", primary: true }],
          phoneNumbers: [{ value: "+1 555 0100" }],
          addresses: [{ streetAddress: "1 Main St", country: "US" }],
        });
        const [read] = await server.all(`/directory_users?directory=${directory.id}&idp_id=00uTyped`);
        expect(read).toMatchObject({ email: "typed@example.com", state: "active" });
      }
      const { body: untyped } = await wire.send("GET", `/Users/${created.body.id}`);
      for (const key of ["emails", "phoneNumbers", "addresses"])
        expect((untyped[key] as object[])[0], key).not.toHaveProperty("type");
      wire.close();
    });

    it.each([true, false])("the simulated app links, with the e-mail type mapped: %s", async (mapped) => {
      using again = app({ emailTypeMapped: mapped });
      await done(again.persona.assignUser(third!));
      await done(again.persona.updateUser({ ...third!, givenName: `Mapped ${mapped}` }));
      expect(await directory.users()).toContainEqual(
        expect.objectContaining({ email: third!.email, first_name: `Mapped ${mapped}` }),
      );
    });
  });

  it("keeps custom attributes under their external namespace", async () => {
    const namespace = "urn:ietf:params:scim:schemas:extension:acme:2.0:User";
    const wire = directory.wire({});
    const id = okta.persona.belief.users.get(first!.id)?.id;
    const { body: stored } = await wire.send("GET", `/Users/${id}`);
    const schemas = [...(stored.schemas as string[]), namespace];
    const custom = { costLevel: 7, badge: "B-12", onSite: true };
    const answer = await wire.send("PUT", `/Users/${id}`, { ...stored, schemas, [namespace]: custom });
    expect(answer.body).toMatchObject({ [namespace]: custom });
    const users = await server.all(`/directory_users?directory=${directory.id}&idp_id=${first!.id}`);
    expect(users).toMatchObject([{ raw_attributes: { [namespace]: custom } }]);
    wire.close();
  });

  it("refuses a lifetime under 15 minutes", async () => {
    const path = `/directories/${directory.id}/tokens`;
    const answer = await server.api("POST", path, { lifetime_seconds: 899 });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("lifetime_seconds");
  });

  it("takes a second token, refuses a third, and frees the place when one expires", async () => {
    const path = `/directories/${directory.id}/tokens`;
    const created = await server.mustApi("POST", path, { scopes, lifetime_seconds: TWENTY_MINUTES });
    const lifetime = Date.parse(String(created.expires_at)) - Date.parse(String(created.created_at));
    expect(lifetime).toBe(TWENTY_MINUTES * 1_000);
    expect((await server.api("POST", path, {})).status).toBe(409);

    using expiring = app({}, String(created.token));
    await done(expiring.persona.testConnection());
    ahead += TWENTY_MINUTES * 1_000 + 1_000;
    const task = await failed(expiring.persona.testConnection());
    expect(task).toMatchObject({ kind: "unauthorized", status: 401 });
    expect(task.message).toContain("expired");
    await done(okta.persona.testConnection());
    expect((await server.api("POST", path, {})).status).toBe(201);
  });
});
