import type { JsonObject } from "../json.ts";
import type { ScimCalls } from "../scim-client.ts";
import { definePersona } from "./define-persona.ts";
import type { GroupTarget, Member } from "./group-operations.ts";
import { type OktaGroupVerbs, oktaPersona, oktaProfile } from "./okta.ts";
import { type OktaSwitches, oktaDefaults } from "./okta-switches.ts";
import { oktaUsers, rewriteUser } from "./okta-users.ts";
import { groupPath, userPath } from "./persona-session.ts";
import { operations } from "./urns.ts";
import type { UserVerbs } from "./user-operations.ts";

const users: UserVerbs<OktaSwitches> = {
  ...oktaUsers,
  deactivate: async (calls, _session, _user, id) => {
    await calls.patch(userPath(id), operations({ op: "replace", value: { active: false } }));
    return "suspended";
  },
  reactivate: async (calls, session, user, id) => {
    await calls.patch(userPath(id), operations({ op: "replace", value: { active: true } }));
    await rewriteUser(calls, session, user, { id, active: true });
    return id;
  },
  changePassword: async (calls, { switches }, _user, { id, password }) => {
    if (!switches.passwordSync) return "nothing";
    await calls.patch(userPath(id), operations({ op: "replace", value: { password } }));
    return "password";
  },
};

const rename = async (calls: ScimCalls, { id, displayName }: GroupTarget): Promise<void> => {
  await calls.patch(groupPath(id), operations({ op: "replace", value: { id, displayName } }));
};

const groups: OktaGroupVerbs = {
  overwrite: async (calls, _session, target) => {
    await rename(calls, target);
    const all = { op: "replace", path: "members", value: target.members };
    await calls.patch(groupPath(target.id), operations(all));
  },
  rename: (calls, _session, target) => rename(calls, target),
  // The name goes along with every change of members.
  changeMembers: async (calls, { switches }, target, { add, remove }) => {
    await rename(calls, target);
    const batches = membershipBatches(add, remove, switches.patchBatch).map((batch) => operations(...batch));
    const send = (body: JsonObject) => calls.patch(groupPath(target.id), body);
    if (switches.concurrentGroupPushes) await Promise.all(batches.map(send));
    else for (const batch of batches) await send(batch);
  },
};

/** Removals first, one operation each; additions of a batch in one operation. A batch counts members. */
const membershipBatches = (
  add: readonly Member[],
  remove: readonly string[],
  size: number,
): readonly (readonly JsonObject[])[] => {
  const batches: JsonObject[][] = [];
  for (let from = 0; from < remove.length + add.length; from += size) {
    const removals = remove.slice(from, from + size);
    const additions = add.slice(Math.max(0, from - remove.length), Math.max(0, from + size - remove.length));
    batches.push([
      ...removals.map((id) => ({ op: "remove", path: `members[value eq ${JSON.stringify(id)}]` })),
      ...(additions.length === 0 ? [] : [{ op: "add", path: "members", value: additions }]),
    ]);
  }
  return batches;
};

/** An app from Okta's catalog: PATCH for activation, passwords and groups, PUT for profiles. */
export const oktaCatalog = definePersona<OktaSwitches>({
  name: "okta-catalog",
  provider: "okta",
  evidence: "documented",
  description: "an app of Okta's catalog: PATCH for activation and groups, PUT for profiles",
  profile: () => oktaProfile,
  defaults: oktaDefaults,
  connect: (session) => oktaPersona("okta-catalog", users, groups, session),
});
