import type { BelievedGroup } from "../belief.ts";
import type { OrgGroup } from "../directory.ts";
import type { JsonObject } from "../json.ts";
import { equals } from "../query.ts";
import type { JobResult, ScimCalls } from "../scim-client.ts";
import { ScimFailure } from "../scim-failure.ts";
import { coreGroup } from "./okta-resources.ts";
import { idOf, type OktaSession, oktaPageSize } from "./okta-session.ts";
import type { MembershipChange, Pushed } from "./persona.ts";

/** A member as Okta sends it: no `type`, no `$ref`, and never a group. */
export type Member = { readonly value: string; readonly display: string };

/** A group on the server as Okta wants it to be. */
export type GroupTarget = {
  readonly id: string;
  readonly displayName: string;
  readonly members: readonly Member[];
};

/** The calls in which the two kinds of Okta app differ on groups. */
export type OktaGroupVerbs = {
  /** What follows the POST of a new group. */
  readonly afterCreate: (calls: ScimCalls, target: GroupTarget) => Promise<void>;
  /** Name and all members: Push Now, and taking over a group that was there. */
  readonly overwrite: (calls: ScimCalls, target: GroupTarget) => Promise<void>;
  readonly rename: (calls: ScimCalls, target: GroupTarget) => Promise<void>;
  /** `target` is the group after the change. */
  readonly changeMembers: (
    calls: ScimCalls,
    session: OktaSession,
    target: GroupTarget,
    change: { readonly add: readonly Member[]; readonly remove: readonly string[] },
  ) => Promise<void>;
};

export const groupPath = (id: string): string => `/Groups/${encodeURIComponent(id)}`;

export const groupBody = (target: Omit<GroupTarget, "id">): JsonObject => ({
  schemas: [coreGroup],
  displayName: target.displayName,
  members: target.members,
});

/** The operations on groups that both kinds of app share. */
export const oktaGroups = (verbs: OktaGroupVerbs, session: OktaSession) => {
  const run = <T>(
    operation: string,
    group: OrgGroup,
    steps: (calls: ScimCalls) => Promise<T>,
  ): Promise<JobResult<T>> => session.client.job(operation, group.name, steps);
  return {
    pushGroup: (group: OrgGroup) =>
      run("push group", group, async (calls) => {
        const found = await findGroup(calls, group);
        return found === undefined
          ? createGroup(calls, verbs, session, group)
          : takeOver(calls, verbs, session, group, found);
      }),
    linkGroup: (group: OrgGroup) =>
      run("link group", group, async (calls) => {
        const found = await findGroup(calls, group);
        if (found === undefined) throw new ScimFailure("wrongAnswer", "There is no group of this name.");
        return takeOver(calls, verbs, session, group, found);
      }),
    renameGroup: (group: OrgGroup) =>
      run("rename group", group, async (calls) => {
        const { id, members } = believed(session, group);
        await verbs.rename(calls, target(session, group.name, id, [...members]));
        remember(session, group, id, [...members]);
      }),
    updateMembership: (group: OrgGroup, change: MembershipChange) =>
      run("change members", group, (calls) => changeMembers(calls, verbs, session, group, change)),
    pushNow: (group: OrgGroup) =>
      run("push group now", group, async (calls) => {
        await takeOver(calls, verbs, session, group, believed(session, group).id);
      }),
    unlinkGroup: (group: OrgGroup, options: { readonly delete: boolean }) =>
      run("unlink group", group, async (calls) => {
        const before = believed(session, group);
        if (options.delete) await calls.delete(groupPath(before.id));
        session.belief.groups.set(group.id, { ...before, state: options.delete ? "deleted" : "left" });
      }),
  };
};

const findGroup = async (calls: ScimCalls, group: OrgGroup): Promise<string | undefined> => {
  const { resources } = await calls.lookup("/Groups", {
    filter: equals("displayName", group.name),
    startIndex: 1,
    count: oktaPageSize,
  });
  const wanted = group.name.toLowerCase();
  const same = resources.find(({ displayName }) => String(displayName).toLowerCase() === wanted);
  return same === undefined ? undefined : idOf(same);
};

const createGroup = async (
  calls: ScimCalls,
  verbs: OktaGroupVerbs,
  session: OktaSession,
  group: OrgGroup,
): Promise<Pushed> => {
  const draft = target(session, group.name, "", group.members);
  const { id } = await calls.post("/Groups", groupBody(draft));
  await verbs.afterCreate(calls, { ...draft, id });
  remember(session, group, id, group.members);
  return { how: "created", id };
};

const takeOver = async (
  calls: ScimCalls,
  verbs: OktaGroupVerbs,
  session: OktaSession,
  group: OrgGroup,
  id: string,
): Promise<Pushed> => {
  await verbs.overwrite(calls, target(session, group.name, id, group.members));
  remember(session, group, id, group.members);
  return { how: "linked", id };
};

const changeMembers = async (
  calls: ScimCalls,
  verbs: OktaGroupVerbs,
  session: OktaSession,
  group: OrgGroup,
  { add = [], remove = [] }: MembershipChange,
): Promise<void> => {
  const { id, members } = believed(session, group);
  const after = new Set([...members, ...add]);
  for (const user of remove) after.delete(user);
  await verbs.changeMembers(calls, session, target(session, group.name, id, [...after]), {
    add: membersOf(session, add),
    remove: remove.flatMap((user) => session.belief.users.get(user)?.id ?? []),
  });
  remember(session, group, id, [...after]);
};

const target = (
  session: OktaSession,
  displayName: string,
  id: string,
  users: readonly string[],
): GroupTarget => ({ id, displayName, members: membersOf(session, users) });

/** Okta sends a member only when it is assigned to the app and active. */
const membersOf = ({ belief }: OktaSession, users: readonly string[]): readonly Member[] =>
  users.flatMap((user) => {
    const known = belief.users.get(user);
    return known?.active ? [{ value: known.id, display: known.userName }] : [];
  });

const remember = ({ belief }: OktaSession, group: OrgGroup, id: string, users: readonly string[]): void => {
  const members = new Set(users.filter((user) => belief.users.get(user)?.active));
  belief.groups.set(group.id, { id, displayName: group.name, members, state: "linked" });
};

const believed = ({ belief }: OktaSession, group: OrgGroup): BelievedGroup => {
  const known = belief.groups.get(group.id);
  if (known?.state !== "linked") throw new ScimFailure("wrongAnswer", "The group is not pushed.");
  return known;
};
