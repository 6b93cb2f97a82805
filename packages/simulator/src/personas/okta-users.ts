import type { BelievedUser } from "../belief.ts";
import type { OrgUser } from "../directory.ts";
import { text } from "../json.ts";
import { equals } from "../query.ts";
import type { ScimCalls } from "../scim-client.ts";
import { ScimFailure } from "../scim-failure.ts";
import { mergeUser, newUser, userNameOf, userProfile } from "./okta-resources.ts";
import { idOf, type OktaSession, oktaPageSize } from "./okta-session.ts";
import type { Pushed } from "./persona.ts";

/** The calls in which the two kinds of Okta app differ on users. */
export type OktaUserVerbs = {
  readonly deactivate: (calls: ScimCalls, session: OktaSession, user: OrgUser, id: string) => Promise<void>;
  readonly reactivate: (calls: ScimCalls, session: OktaSession, user: OrgUser) => Promise<Pushed>;
  readonly changePassword: (
    calls: ScimCalls,
    session: OktaSession,
    user: OrgUser,
    id: string,
    password: string,
  ) => Promise<void>;
};

/** The operations on users that both kinds of app share. */
export const oktaUsers = (verbs: OktaUserVerbs, session: OktaSession) => {
  const run = <T>(operation: string, user: OrgUser, steps: (calls: ScimCalls) => Promise<T>) =>
    session.client.job(operation, userNameOf(user, session.switches), steps);
  return {
    assignUser: (user: OrgUser) => run("assign user", user, (calls) => assign(calls, session, user)),
    updateUser: (user: OrgUser) =>
      run("update user", user, async (calls) => {
        const active = believedUser(session, user).active;
        await rewriteUser(calls, session, user, believedUser(session, user).id, { active });
      }),
    deactivateUser: (user: OrgUser) =>
      run("deactivate user", user, async (calls) => {
        const before = believedUser(session, user);
        await verbs.deactivate(calls, session, user, before.id);
        session.belief.users.set(user.id, { ...before, active: false });
      }),
    reactivateUser: (user: OrgUser) =>
      run("reactivate user", user, (calls) => verbs.reactivate(calls, session, user)),
    changePassword: (user: OrgUser, password: string) =>
      run("change password", user, async (calls) => {
        if (!session.switches.passwordSync) return;
        await verbs.changePassword(calls, session, user, believedUser(session, user).id, password);
      }),
  };
};

const assign = async (calls: ScimCalls, session: OktaSession, user: OrgUser): Promise<Pushed> => {
  const found = await findUser(calls, session, user);
  if (found === undefined) {
    const { id } = await calls.post("/Users", newUser(user, session.switches));
    remember(session, user, id, true);
    return { how: "created", id };
  }
  await rewriteUser(calls, session, user, found, { active: true });
  return { how: "linked", id: found };
};

/** Looks the user up by `userName`, whatever the app's unique identifier is; only the value follows it. */
export const findUser = async (
  calls: ScimCalls,
  { switches }: OktaSession,
  user: OrgUser,
): Promise<string | undefined> => {
  const userName = userNameOf(user, switches);
  const { resources } = await calls.lookup("/Users", {
    filter: equals("userName", userName),
    startIndex: 1,
    count: oktaPageSize,
  });
  const [first] = resources;
  if (first === undefined) return undefined;
  // A server that ignores the filter answers its first user; a link would overwrite a stranger.
  if (text(first.userName).toLowerCase() !== userName.toLowerCase()) {
    throw new ScimFailure("wrongAnswer", `The filter for "${userName}" found "${text(first.userName)}".`);
  }
  return idOf(first);
};

/** GET, then PUT of what the server has with the profile laid over it. */
export const rewriteUser = async (
  calls: ScimCalls,
  session: OktaSession,
  user: OrgUser,
  id: string,
  extra: { readonly active: boolean; readonly password?: string },
): Promise<void> => {
  const stored = await calls.get(userPath(id));
  await calls.put(userPath(id), mergeUser(stored, { ...userProfile(user, session.switches), ...extra }));
  remember(session, user, id, extra.active);
};

const remember = ({ belief, switches }: OktaSession, user: OrgUser, id: string, active: boolean): void => {
  const { givenName, familyName, email } = user;
  const userName = userNameOf(user, switches);
  belief.users.set(user.id, { id, userName, givenName, familyName, email, active });
};

export const believedUser = ({ belief }: OktaSession, user: OrgUser): BelievedUser => {
  const known = belief.users.get(user.id);
  if (known === undefined) throw new ScimFailure("wrongAnswer", "The user was never pushed.");
  return known;
};

export const userPath = (id: string): string => `/Users/${encodeURIComponent(id)}`;
