import type { OrgUser } from "../directory.ts";
import type { JsonObject } from "../json.ts";
import type { ClientProfile, ScimCalls } from "../scim-client.ts";
import { ScimFailure } from "../scim-failure.ts";
import type { GroupVerbs, Member } from "./group-operations.ts";
import type { Persona } from "./persona.ts";
import { groupPath, type Session, userPath } from "./persona-session.ts";
import { operations } from "./urns.ts";
import { findByUserName, type UserVerbs } from "./user-operations.ts";

/** Patience that nobody has published, taken as a minute and a few tries. */
export const clientProfile = (headers: ClientProfile["headers"]): ClientProfile => ({
  headers,
  timeoutMs: 60_000,
  retry: { maxAttempts: 5, fallbackMs: 30_000 },
});

type Body<Switches> = (
  user: OrgUser,
  session: Session<Switches>,
  state: { readonly active: boolean; readonly id?: string },
) => JsonObject;

type Deprovisioning = { readonly deprovisioning: "suspend" | "delete" };

/** A provider that looks users up by `userName` and sends the whole user in every write. */
export const putUsers = <Switches extends Deprovisioning>(body: Body<Switches>): UserVerbs<Switches> => {
  const put = async (
    calls: ScimCalls,
    session: Session<Switches>,
    user: OrgUser,
    target: { readonly id: string; readonly active: boolean },
  ) => void (await calls.put(userPath(target.id), body(user, session, target)));
  return {
    userName: ({ login }) => login,
    find: (calls, _session, user) => findByUserName(calls.list, user.login),
    create: async (calls, session, user) =>
      (await calls.post("/Users", body(user, session, { active: true }))).id,
    update: put,
    deactivate: async (calls, session, user, id) => {
      if (session.switches.deprovisioning === "delete") {
        await calls.delete(userPath(id));
        return "deleted";
      }
      await put(calls, session, user, { id, active: false });
      return "rewritten";
    },
    reactivate: async (calls, session, user, id) => {
      await put(calls, session, user, { id, active: true });
      return id;
    },
  };
};

export const addMembers = (members: readonly Member[]): JsonObject => ({
  op: "add",
  path: "members",
  value: members.map(({ value }) => ({ value })),
});

export const removeMember = (id: string): JsonObject => ({
  op: "remove",
  path: `members[value eq ${JSON.stringify(id)}]`,
});

/** Additions and removals in one PATCH, as RFC 7644 has them; nothing for no change. */
export const patchMembers: GroupVerbs<unknown>["changeMembers"] = async (
  calls,
  _session,
  { id },
  { add, remove },
) => {
  const list = [...remove.map(removeMember), ...(add.length === 0 ? [] : [addMembers(add)])];
  if (list.length > 0) await calls.patch(groupPath(id), operations(...list));
};

/** Groups are not sent at all. */
export const noGroups = <Switches>({
  client,
}: Session<Switches>): Pick<
  Persona,
  "pushGroup" | "linkGroup" | "renameGroup" | "updateMembership" | "pushNow" | "unlinkGroup"
> => {
  const never = () =>
    client.job("push group", "", async () => {
      throw new ScimFailure("wrongAnswer", "This provider sends no groups.");
    });
  return {
    pushGroup: never,
    linkGroup: never,
    renameGroup: never,
    updateMembership: never,
    pushNow: never,
    unlinkGroup: never,
  };
};
