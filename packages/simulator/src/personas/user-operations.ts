import type { BelievedUser } from "../belief.ts";
import type { OrgUser } from "../directory.ts";
import { type JsonObject, text } from "../json.ts";
import { equals } from "../query.ts";
import type { JobResult, ScimCalls } from "../scim-client.ts";
import { ScimFailure } from "../scim-failure.ts";
import type { Persona, Pushed } from "./persona.ts";
import { idOf, type Session, userPath } from "./persona-session.ts";

/** The calls in which providers differ on users. A verb that fails ends its job and changes no belief. */
export type UserVerbs<Switches> = {
  /** What the application knows the user by. */
  readonly userName: (user: OrgUser, switches: Switches) => string;
  /** The server's user, as far as the provider looked at it. */
  readonly find: (
    calls: ScimCalls,
    session: Session<Switches>,
    user: OrgUser,
  ) => Promise<JsonObject | undefined>;
  /** Gives the new user's id. */
  readonly create: (calls: ScimCalls, session: Session<Switches>, user: OrgUser) => Promise<string>;
  /** Makes the server's user what the provider has: profile and state. */
  readonly update: (
    calls: ScimCalls,
    session: Session<Switches>,
    user: OrgUser,
    target: { readonly id: string; readonly active: boolean },
  ) => Promise<void>;
  /** Says what it did: `rewritten` sent the whole profile along with the state. */
  readonly deactivate: (
    calls: ScimCalls,
    session: Session<Switches>,
    user: OrgUser,
    id: string,
  ) => Promise<"suspended" | "rewritten" | "deleted">;
  /** Gives the id under which the user is active again. */
  readonly reactivate: (
    calls: ScimCalls,
    session: Session<Switches>,
    user: OrgUser,
    id: string,
  ) => Promise<string>;
  /** Says what it sent: the password alone, or the whole profile with it. */
  readonly changePassword?: (
    calls: ScimCalls,
    session: Session<Switches>,
    user: OrgUser,
    target: BelievedUser & { readonly password: string },
  ) => Promise<"nothing" | "password" | "profile">;
};

type UserOperations = Pick<
  Persona,
  "assignUser" | "updateUser" | "deactivateUser" | "reactivateUser" | "changePassword"
>;

/** The operations on users, the same for every provider but for its verbs. */
export const userOperations = <Switches>(
  verbs: UserVerbs<Switches>,
  session: Session<Switches>,
): UserOperations => {
  const run = <T>(operation: string, user: OrgUser, steps: (calls: ScimCalls) => Promise<T>) =>
    session.client.job(operation, verbs.userName(user, session.switches), steps);
  const remember = (user: OrgUser, id: string, active: boolean): void => {
    const { givenName, familyName, email } = user;
    const userName = verbs.userName(user, session.switches);
    session.belief.users.set(user.id, { id, userName, givenName, familyName, email, active });
  };
  const assign = async (calls: ScimCalls, user: OrgUser): Promise<Pushed> => {
    const found = await verbs.find(calls, session, user);
    const id = found === undefined ? await verbs.create(calls, session, user) : idOf(found);
    if (found !== undefined) await verbs.update(calls, session, user, { id, active: true });
    remember(user, id, true);
    return { how: found === undefined ? "created" : "linked", id };
  };
  return {
    assignUser: (user) => run("assign user", user, (calls) => assign(calls, user)),
    updateUser: (user) =>
      run("update user", user, async (calls) => {
        const { id, active } = believedUser(session, user);
        await verbs.update(calls, session, user, { id, active });
        remember(user, id, active);
      }),
    deactivateUser: (user) =>
      run("deactivate user", user, async (calls) => {
        const before = believedUser(session, user);
        const outcome = await verbs.deactivate(calls, session, user, before.id);
        if (outcome === "rewritten") return remember(user, before.id, false);
        const deleted = outcome === "deleted" ? { deleted: true } : {};
        session.belief.users.set(user.id, { ...before, active: false, ...deleted });
      }),
    reactivateUser: (user) =>
      run("reactivate user", user, async (calls) => {
        if (session.belief.users.get(user.id)?.deleted) return assign(calls, user);
        const id = await verbs.reactivate(calls, session, user, believedUser(session, user).id);
        remember(user, id, true);
        return { how: "linked", id };
      }),
    changePassword: (user, password) =>
      run("change password", user, async (calls) => {
        if (verbs.changePassword === undefined) return;
        const before = believedUser(session, user);
        const sent = await verbs.changePassword(calls, session, user, { ...before, password });
        if (sent === "profile") remember(user, before.id, before.active);
      }),
  };
};

/** For providers that delete users. */
export const deleteOperation =
  <Switches>(session: Session<Switches>) =>
  (user: OrgUser): Promise<JobResult<void>> =>
    session.client.job("delete user", user.login, async (calls) => {
      const before = believedUser(session, user);
      await calls.delete(userPath(before.id));
      session.belief.users.set(user.id, { ...before, active: false, deleted: true });
    });

const believedUser = <Switches>({ belief }: Session<Switches>, user: OrgUser): BelievedUser => {
  const known = belief.users.get(user.id);
  if (known === undefined || known.deleted)
    throw new ScimFailure("wrongAnswer", "The user was never pushed.");
  return known;
};

/** The first user that a filter by `userName` finds. */
export const findByUserName = async (
  lookup: ScimCalls["lookup"],
  userName: string,
  paging: Readonly<Record<string, number>> = {},
): Promise<JsonObject | undefined> => {
  const { resources } = await lookup("/Users", { filter: equals("userName", userName), ...paging });
  const [first] = resources;
  if (first === undefined) return undefined;
  // A server that ignores the filter answers its first user; a link would overwrite a stranger.
  if (text(first.userName).toLowerCase() !== userName.toLowerCase()) {
    throw new ScimFailure("wrongAnswer", `The filter for "${userName}" found "${text(first.userName)}".`);
  }
  return first;
};
