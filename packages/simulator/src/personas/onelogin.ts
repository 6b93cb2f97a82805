import type { OrgUser } from "../directory.ts";
import type { JsonObject } from "../json.ts";
import { definePersona } from "./define-persona.ts";
import { groupBody, groupOperations, sameName } from "./group-operations.ts";
import { clientDefaults, everyPage, groupPath, importOperations } from "./persona-session.ts";
import { clientProfile, patchMembers, putUsers } from "./shared-verbs.ts";
import type { OneLoginSwitches } from "./switches.ts";
import { coreUser, operations } from "./urns.ts";
import { deleteOperation, userOperations } from "./user-operations.ts";

/** What the customary JSON template gives; customers edit it, so that anything may come. */
const fromTemplate = (user: OrgUser, { emailShape }: OneLoginSwitches, active: boolean): JsonObject => ({
  schemas: [coreUser],
  userName: user.login,
  externalId: user.id,
  name: { givenName: user.givenName, familyName: user.familyName },
  emails:
    emailShape === "object" ? { value: user.email } : [{ value: user.email, type: "work", primary: true }],
  active,
});

/** OneLogin's SCIM v2 connector: users from a JSON template by PUT, groups from roles by PATCH. */
export const onelogin = definePersona<OneLoginSwitches>({
  name: "onelogin",
  provider: "onelogin",
  evidence: "modelled",
  description:
    "OneLogin's SCIM v2 connector: users by PUT from a template, all groups listed, members by PATCH",
  profile: ({ contentType }) =>
    clientProfile(() => ({
      Accept: "application/scim+json",
      ...(contentType === "missing" ? {} : { "Content-Type": "application/scim+json" }),
      // Captures show the header without a value.
      "User-Agent": "",
    })),
  defaults: { ...clientDefaults, deprovisioning: "suspend", emailShape: "list", contentType: "sent" },
  connect: (session) => ({
    name: "onelogin",
    belief: session.belief,
    traits: { concurrentGroupPushes: false, passwordSync: false, groups: true },
    testConnection: () =>
      session.client.job("test connection", "the connection", async (calls) => {
        await calls.get("/ServiceProviderConfig");
        // Fills the list of groups from which the admin's rules choose.
        await everyPage(calls, "/Groups", 100);
      }),
    ...userOperations(
      putUsers<OneLoginSwitches>((user, { switches }, { active }) => fromTemplate(user, switches, active)),
      session,
    ),
    deleteUser: deleteOperation(session),
    ...groupOperations(
      {
        find: async (calls, _session, { name }) =>
          sameName((await everyPage(calls, "/Groups", 100)).resources, name),
        create: async (calls, own, draft) => {
          const { id } = await calls.post("/Groups", groupBody({ ...draft, members: [] }));
          await patchMembers(calls, own, { ...draft, id }, { add: draft.members, remove: [] });
          return id;
        },
        overwrite: (calls, own, target) =>
          patchMembers(calls, own, target, { add: target.members, remove: [] }),
        rename: async (calls, _session, { id, displayName }) => {
          const rename = { op: "replace", path: "displayName", value: displayName };
          await calls.patch(groupPath(id), operations(rename));
        },
        changeMembers: patchMembers,
      },
      session,
    ),
    ...importOperations(session, 100),
  }),
});
