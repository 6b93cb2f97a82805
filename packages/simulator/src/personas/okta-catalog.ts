import type { JsonObject } from "../json.ts";
import type { ScimCalls } from "../scim-client.ts";
import { oktaPersona, oktaProfile } from "./okta.ts";
import { type GroupTarget, groupPath, type Member, type OktaGroupVerbs } from "./okta-groups.ts";
import { patchOp } from "./okta-resources.ts";
import { type OktaSwitches, oktaDefaults } from "./okta-session.ts";
import { believedUser, type OktaUserVerbs, rewriteUser, userPath } from "./okta-users.ts";
import type { PersonaDefinition } from "./persona.ts";

const operations = (...list: readonly JsonObject[]): JsonObject => ({ schemas: [patchOp], Operations: list });

const users: OktaUserVerbs = {
  deactivate: async (calls, _session, _user, id) => {
    await calls.patch(userPath(id), operations({ op: "replace", value: { active: false } }));
  },
  reactivate: async (calls, session, user) => {
    const { id } = believedUser(session, user);
    await calls.patch(userPath(id), operations({ op: "replace", value: { active: true } }));
    await rewriteUser(calls, session, user, id, { active: true });
    return { how: "linked", id };
  },
  changePassword: async (calls, _session, _user, id, password) => {
    await calls.patch(userPath(id), operations({ op: "replace", value: { password } }));
  },
};

const rename = async (calls: ScimCalls, { id, displayName }: GroupTarget): Promise<void> => {
  await calls.patch(groupPath(id), operations({ op: "replace", value: { id, displayName } }));
};

const groups: OktaGroupVerbs = {
  afterCreate: async () => undefined,
  overwrite: async (calls, target) => {
    await rename(calls, target);
    const all = { op: "replace", path: "members", value: target.members };
    await calls.patch(groupPath(target.id), operations(all));
  },
  rename,
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
export const oktaCatalog: PersonaDefinition<OktaSwitches> = {
  name: "okta-catalog",
  provider: "okta",
  evidence: "documented",
  description: "an app of Okta's catalog: PATCH for activation and groups, PUT for profiles",
  profile: oktaProfile,
  defaults: oktaDefaults,
  connect: (connection, switches) =>
    oktaPersona("okta-catalog", users, groups, {
      ...connection,
      switches: { ...oktaDefaults, ...switches },
    }),
};
