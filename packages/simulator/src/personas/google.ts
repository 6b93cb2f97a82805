import type { OrgUser } from "../directory.ts";
import type { JsonObject } from "../json.ts";
import { definePersona } from "./define-persona.ts";
import { clientDefaults, importOperations } from "./persona-session.ts";
import { clientProfile, noGroups, putUsers } from "./shared-verbs.ts";
import type { GoogleSwitches } from "./switches.ts";
import { coreUser } from "./urns.ts";
import { deleteOperation, userOperations } from "./user-operations.ts";

const body = (user: OrgUser, active: boolean): JsonObject => ({
  schemas: [coreUser],
  userName: user.login,
  externalId: user.id,
  name: { givenName: user.givenName, familyName: user.familyName },
  displayName: user.displayName,
  emails: [{ value: user.email, type: "work", primary: true }],
  active,
});

/** Google Workspace's automatic provisioning: users only; a suspension and a deletion are independent. */
export const google = definePersona<GoogleSwitches>({
  name: "google",
  provider: "google",
  evidence: "modelled",
  description: "Google Workspace: users only, suspended by active false, deleted later or at once",
  profile: () =>
    clientProfile(() => ({
      Accept: "application/json",
      "Content-Type": "application/json",
      "User-Agent": "Google-Auto-Provisioning",
    })),
  defaults: { ...clientDefaults, deprovisioning: "suspend" },
  connect: (session) => ({
    name: "google",
    belief: session.belief,
    traits: { concurrentGroupPushes: false, passwordSync: false, groups: false },
    testConnection: () =>
      session.client.job("test connection", "the connection", async (calls) => {
        await calls.list("/Users", { startIndex: 1, count: 1 });
      }),
    ...userOperations(
      putUsers<GoogleSwitches>((user, _session, { active }) => body(user, active)),
      session,
    ),
    deleteUser: deleteOperation(session),
    ...noGroups(session),
    ...importOperations(session, 100),
  }),
});
