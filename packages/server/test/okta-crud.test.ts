import { type Connection, connect, makeOrg, providers } from "@rollcall/simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../test/databases.ts";
import { done } from "./support/done.ts";
import { type RunningDirectory, type RunningServer, startRunningServer } from "./support/running-server.ts";
import type { Wire } from "./support/wire.ts";

const names = providers.okta.personas;

/** The suite sets these off in Okta, waits, and looks at the server itself. */
describe.each(engines)("Okta's CRUD suite on %s", (engine) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startRunningServer(engine);
  });
  afterAll(() => server.close());

  describe.each(names)("as %s", (name) => {
    const user = makeOrg({ users: 1, groups: 0 }).users[0]!;
    const renamed = { ...user, givenName: "Renamed" };
    let directory: RunningDirectory;
    let okta: Connection;
    let direct: Wire;
    let id: string;
    const stored = async () => (await direct.send("GET", `/Users/${id}`)).body;

    beforeAll(async () => {
      directory = await server.createDirectory();
      okta = connect({ persona: name, url: directory.scimUrl, token: directory.token });
      direct = directory.wire({ Accept: "application/scim+json" });
    });
    afterAll(() => {
      okta[Symbol.dispose]();
      direct.close();
    });

    it("creates the user on assignment", async () => {
      expect(await done(okta.persona.assignUser(user))).toMatchObject({ how: "created" });
      const query = encodeURIComponent(`userName eq "${user.login}"`);
      const { status, body } = await direct.send("GET", `/Users?filter=${query}`);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        totalResults: 1,
        Resources: [
          {
            userName: user.login,
            emails: [{ value: user.email }],
            name: { givenName: user.givenName, familyName: user.familyName },
          },
        ],
      });
      id = String((body.Resources as { id: string }[])[0]?.id);
    });

    it("updates the first name", async () => {
      await done(okta.persona.updateUser(renamed));
      expect(await stored()).toMatchObject({ name: { givenName: "Renamed", familyName: user.familyName } });
    });

    it("deactivates", async () => {
      await done(okta.persona.deactivateUser(renamed));
      expect(await stored()).toMatchObject({ active: false });
    });

    it("reactivates and assigns again with the same id", async () => {
      expect(await done(okta.persona.reactivateUser(renamed))).toMatchObject({ id });
      expect(await done(okta.persona.assignUser(renamed))).toEqual({ how: "linked", id });
      expect(await stored()).toMatchObject({ id, active: true });
    });

    it("deactivates when the assignment is deleted, and deletes nothing", async () => {
      await done(okta.persona.deactivateUser(renamed));
      expect(await stored()).toMatchObject({ id, active: false });
      expect(okta.client.exchanges.map(({ method }) => method)).not.toContain("DELETE");
    });

    it("was one user to the application all along", async () => {
      const [only, ...others] = await directory.users();
      expect(others).toEqual([]);
      expect(only).toMatchObject({ idp_id: user.id, username: user.login, state: "inactive", groups: [] });
      const events = await directory.events();
      expect(events.map(({ event, data }) => [event, data.id, data.state])).toEqual([
        ["dsync.activated", directory.id, "active"],
        ["dsync.user.created", only?.id, "active"],
        ["dsync.user.updated", only?.id, "active"],
        ["dsync.user.updated", only?.id, "inactive"],
        ["dsync.user.updated", only?.id, "active"],
        ["dsync.user.updated", only?.id, "inactive"],
      ]);
    });
  });
});
