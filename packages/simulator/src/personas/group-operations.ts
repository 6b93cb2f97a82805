import type { BelievedGroup } from "../belief.ts";
import type { OrgGroup } from "../directory.ts";
import type { JsonObject } from "../json.ts";
import { equals } from "../query.ts";
import type { ScimCalls } from "../scim-client.ts";
import { ScimFailure } from "../scim-failure.ts";
import type { MembershipChange, Persona, Pushed } from "./persona.ts";
import { groupPath, idOf, type Session } from "./persona-session.ts";
import { coreGroup } from "./urns.ts";

/** A member by the server's id, with the name that some providers send along. */
export type Member = { readonly value: string; readonly display: string };

/** A group on the server as the provider wants it to be. */
export type GroupTarget = {
  readonly id: string;
  readonly displayName: string;
  readonly members: readonly Member[];
};

/** The calls in which providers differ on groups. */
export type GroupVerbs<Switches> = {
  readonly find: (
    calls: ScimCalls,
    session: Session<Switches>,
    group: OrgGroup,
  ) => Promise<string | undefined>;
  /** Creates the group with its members, in one call or several; gives its id. */
  readonly create: (
    calls: ScimCalls,
    session: Session<Switches>,
    target: GroupTarget,
    group: OrgGroup,
  ) => Promise<string>;
  /** Name and all members: taking over a group that was there, or pushing it anew. */
  readonly overwrite: (calls: ScimCalls, session: Session<Switches>, target: GroupTarget) => Promise<void>;
  readonly rename: (calls: ScimCalls, session: Session<Switches>, target: GroupTarget) => Promise<void>;
  /** `target` is the group after the change. */
  readonly changeMembers: (
    calls: ScimCalls,
    session: Session<Switches>,
    target: GroupTarget,
    change: { readonly add: readonly Member[]; readonly remove: readonly string[] },
  ) => Promise<void>;
  /** What is sent when a group is given up and stays; the group has no members then. Nothing unless given. */
  readonly leave?: (calls: ScimCalls, session: Session<Switches>, target: GroupTarget) => Promise<void>;
};

type GroupOperations = Pick<
  Persona,
  "pushGroup" | "linkGroup" | "renameGroup" | "updateMembership" | "pushNow" | "unlinkGroup"
>;

export const groupBody = (target: Omit<GroupTarget, "id">): JsonObject => ({
  schemas: [coreGroup],
  displayName: target.displayName,
  members: target.members,
});

/** The operations on groups, the same for every provider but for its verbs. */
export const groupOperations = <Switches>(
  verbs: GroupVerbs<Switches>,
  session: Session<Switches>,
): GroupOperations => {
  const run = <T>(operation: string, group: OrgGroup, steps: (calls: ScimCalls) => Promise<T>) =>
    session.client.job(operation, group.name, steps);
  const create = async (calls: ScimCalls, group: OrgGroup): Promise<Pushed> => {
    const draft = targetOf(session, group.name, "", group.members);
    const id = await verbs.create(calls, session, draft, group);
    remember(session, group, id, group.members);
    return { how: "created", id };
  };
  const takeOver = async (calls: ScimCalls, group: OrgGroup, id: string): Promise<Pushed> => {
    await verbs.overwrite(calls, session, targetOf(session, group.name, id, group.members));
    remember(session, group, id, group.members);
    return { how: "linked", id };
  };
  return {
    pushGroup: (group) =>
      run("push group", group, async (calls) => {
        const found = await verbs.find(calls, session, group);
        return found === undefined ? create(calls, group) : takeOver(calls, group, found);
      }),
    linkGroup: (group) =>
      run("link group", group, async (calls) => {
        const found = await verbs.find(calls, session, group);
        if (found === undefined) throw new ScimFailure("wrongAnswer", "There is no group of this name.");
        return takeOver(calls, group, found);
      }),
    renameGroup: (group) =>
      run("rename group", group, async (calls) => {
        const { id, members } = believed(session, group);
        await verbs.rename(calls, session, targetOf(session, group.name, id, [...members]));
        remember(session, group, id, [...members]);
      }),
    updateMembership: (group, change) =>
      run("change members", group, (calls) => changeMembers(calls, verbs, session, group, change)),
    pushNow: (group) =>
      run("push group now", group, async (calls) => {
        await takeOver(calls, group, believed(session, group).id);
      }),
    unlinkGroup: (group, options) =>
      run("unlink group", group, (calls) => unlink(calls, verbs, session, group, options.delete)),
  };
};

const unlink = async <Switches>(
  calls: ScimCalls,
  verbs: GroupVerbs<Switches>,
  session: Session<Switches>,
  group: OrgGroup,
  doomed: boolean,
): Promise<void> => {
  const before = believed(session, group);
  if (doomed) {
    await calls.delete(groupPath(before.id));
    session.belief.groups.set(group.id, { ...before, state: "deleted" });
    return;
  }
  if (verbs.leave !== undefined) {
    await verbs.leave(calls, session, targetOf(session, group.name, before.id, [...before.members]));
  }
  const members = verbs.leave === undefined ? before.members : new Set<string>();
  session.belief.groups.set(group.id, { ...before, members, state: "left" });
};

const changeMembers = async <Switches>(
  calls: ScimCalls,
  verbs: GroupVerbs<Switches>,
  session: Session<Switches>,
  group: OrgGroup,
  { add = [], remove = [] }: MembershipChange,
): Promise<void> => {
  const { id, members } = believed(session, group);
  const after = new Set([...members, ...add]);
  for (const user of remove) after.delete(user);
  await verbs.changeMembers(calls, session, targetOf(session, group.name, id, [...after]), {
    add: membersOf(session, add),
    remove: remove.flatMap((user) => session.belief.users.get(user)?.id ?? []),
  });
  remember(session, group, id, [...after]);
};

const targetOf = <Switches>(
  session: Session<Switches>,
  displayName: string,
  id: string,
  users: readonly string[],
): GroupTarget => ({ id, displayName, members: membersOf(session, users) });

/** A member is sent only when it is assigned to the app and active. */
const membersOf = <Switches>({ belief }: Session<Switches>, users: readonly string[]): readonly Member[] =>
  users.flatMap((user) => {
    const known = belief.users.get(user);
    return known?.active ? [{ value: known.id, display: known.userName }] : [];
  });

const remember = <Switches>(
  { belief }: Session<Switches>,
  group: OrgGroup,
  id: string,
  users: readonly string[],
): void => {
  const members = new Set(users.filter((user) => belief.users.get(user)?.active));
  belief.groups.set(group.id, { id, displayName: group.name, members, state: "linked" });
};

const believed = <Switches>({ belief }: Session<Switches>, group: OrgGroup): BelievedGroup => {
  const known = belief.groups.get(group.id);
  if (known?.state !== "linked") throw new ScimFailure("wrongAnswer", "The group is not pushed.");
  return known;
};

/** The id of the group that a filter by `displayName` finds. */
export const findByDisplayName = async (
  lookup: ScimCalls["lookup"],
  name: string,
  query: {
    readonly before?: Readonly<Record<string, string>>;
    readonly paging?: Readonly<Record<string, number>>;
  } = {},
): Promise<string | undefined> => {
  const { resources } = await lookup("/Groups", {
    ...query.before,
    filter: equals("displayName", name),
    ...query.paging,
  });
  return sameName(resources, name);
};

/** Names are compared without case, as the server does. */
export const sameName = (groups: readonly JsonObject[], name: string): string | undefined => {
  const wanted = name.toLowerCase();
  const same = groups.find(({ displayName }) => String(displayName).toLowerCase() === wanted);
  return same === undefined ? undefined : idOf(same);
};
