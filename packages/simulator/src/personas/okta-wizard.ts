import type { ScimCalls } from "../scim-client.ts";
import { ScimFailure } from "../scim-failure.ts";
import { oktaPersona, oktaProfile } from "./okta.ts";
import { type GroupTarget, groupBody, groupPath, type OktaGroupVerbs } from "./okta-groups.ts";
import { type OktaSwitches, oktaDefaults } from "./okta-session.ts";
import { believedUser, findUser, type OktaUserVerbs, rewriteUser } from "./okta-users.ts";
import type { PersonaDefinition } from "./persona.ts";

const users: OktaUserVerbs = {
  deactivate: (calls, session, user, id) => rewriteUser(calls, session, user, id, { active: false }),
  reactivate: async (calls, session, user) => {
    const id = await findUser(calls, session, user);
    if (id === undefined) throw new ScimFailure("wrongAnswer", "The deactivated user is not found any more.");
    await rewriteUser(calls, session, user, id, { active: true });
    return { how: "linked", id };
  },
  changePassword: (calls, session, user, id, password) =>
    rewriteUser(calls, session, user, id, { active: believedUser(session, user).active, password }),
};

/** The answer of the GET is not used: the body is Okta's own picture of the group. */
const readAndPut = async (calls: ScimCalls, target: GroupTarget): Promise<void> => {
  await calls.get(groupPath(target.id));
  await calls.put(groupPath(target.id), groupBody(target));
};

const groups: OktaGroupVerbs = {
  afterCreate: readAndPut,
  overwrite: readAndPut,
  rename: readAndPut,
  changeMembers: (calls, _session, target) => readAndPut(calls, target),
};

/** A custom app made with Okta's App Integration Wizard: PUT for every change, and no PATCH at all. */
export const oktaWizard: PersonaDefinition<OktaSwitches> = {
  name: "okta-wizard",
  provider: "okta",
  evidence: "recorded",
  description: "an app made with Okta's App Integration Wizard: PUT for everything",
  profile: oktaProfile,
  defaults: { ...oktaDefaults, emailTypeMapped: false },
  connect: (connection, switches) =>
    oktaPersona("okta-wizard", users, groups, {
      ...connection,
      switches: { ...oktaWizard.defaults, ...switches },
    }),
};
