import { ScimFailure } from "../scim-failure.ts";
import { definePersona } from "./define-persona.ts";
import { type GroupVerbs, groupBody } from "./group-operations.ts";
import { type OktaGroupVerbs, oktaPersona, oktaProfile } from "./okta.ts";
import { type OktaSwitches, oktaDefaults } from "./okta-switches.ts";
import { findUser, oktaUsers, rewriteUser } from "./okta-users.ts";
import { groupPath, idOf } from "./persona-session.ts";
import type { UserVerbs } from "./user-operations.ts";

const users: UserVerbs<OktaSwitches> = {
  ...oktaUsers,
  deactivate: async (calls, session, user, id) => {
    await rewriteUser(calls, session, user, { id, active: false });
    return "rewritten";
  },
  reactivate: async (calls, session, user) => {
    const found = await findUser(calls, session, user);
    if (found === undefined) {
      throw new ScimFailure("wrongAnswer", "The deactivated user is not found any more.");
    }
    await rewriteUser(calls, session, user, { id: idOf(found), active: true });
    return idOf(found);
  },
  changePassword: async (calls, session, user, { id, active, password }) => {
    if (!session.switches.passwordSync) return "nothing";
    await rewriteUser(calls, session, user, { id, active, password });
    return "profile";
  },
};

/** The answer of the GET is not used: the body is Okta's own picture of the group. */
const readAndPut: GroupVerbs<OktaSwitches>["overwrite"] = async (calls, _session, target) => {
  await calls.get(groupPath(target.id));
  await calls.put(groupPath(target.id), groupBody(target));
};

const groups: OktaGroupVerbs = {
  afterCreate: readAndPut,
  overwrite: readAndPut,
  rename: readAndPut,
  changeMembers: readAndPut,
};

/** A custom app made with Okta's App Integration Wizard: PUT for every change, and no PATCH at all. */
export const oktaWizard = definePersona<OktaSwitches>({
  name: "okta-wizard",
  provider: "okta",
  evidence: "recorded",
  description: "an app made with Okta's App Integration Wizard: PUT for everything",
  profile: () => oktaProfile,
  defaults: { ...oktaDefaults, emailTypeMapped: false },
  connect: (session) => oktaPersona("okta-wizard", users, groups, session),
});
