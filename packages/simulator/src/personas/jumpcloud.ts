import { createHash, randomUUID } from "node:crypto";
import type { OrgUser } from "../directory.ts";
import type { JsonObject } from "../json.ts";
import type { ScimCalls } from "../scim-client.ts";
import { definePersona } from "./define-persona.ts";
import { findByDisplayName, type GroupVerbs, groupBody, groupOperations } from "./group-operations.ts";
import { clientDefaults, groupPath, importOperations, userPath } from "./persona-session.ts";
import { addMembers, clientProfile, putUsers, removeMember } from "./shared-verbs.ts";
import type { JumpCloudSwitches } from "./switches.ts";
import { coreGroup, coreUser, enterpriseUser, operations } from "./urns.ts";
import { deleteOperation, userOperations } from "./user-operations.ts";

/** 24 hexadecimal digits, the same for the same user. */
const objectId = (id: string): string => createHash("sha256").update(id).digest("hex").slice(0, 24);

/** The enterprise schema is named without its object, lists are sent empty, and a PUT carries the id. */
const body = (user: OrgUser, state: { readonly id?: string; readonly active: boolean }): JsonObject => ({
  ...(state.id === undefined ? {} : { id: state.id }),
  schemas: [coreUser, enterpriseUser],
  externalId: objectId(user.id),
  userName: user.login,
  name: { givenName: user.givenName, familyName: user.familyName },
  displayName: user.displayName,
  active: state.active,
  emails: [{ value: user.email, type: "work", primary: true }],
  phoneNumbers: [],
  addresses: [],
});

const rename = async (calls: ScimCalls, id: string, displayName: string): Promise<void> =>
  void (await calls.patch(groupPath(id), operations({ op: "replace", value: { displayName } })));

const changeMembers: GroupVerbs<JumpCloudSwitches>["changeMembers"] = async (
  calls,
  { switches },
  { id },
  { add, remove },
) => {
  const removals =
    switches.memberRemoval === "filter"
      ? remove.map(removeMember)
      : remove.map((value) => ({ op: "remove", path: "members", value: [{ value }] }));
  for (const operation of [...removals, ...(add.length === 0 ? [] : [addMembers(add)])]) {
    await calls.patch(groupPath(id), operations(operation));
  }
};

const groups: GroupVerbs<JumpCloudSwitches> = {
  find: (calls, _session, { name }) => findByDisplayName(calls.list, name),
  create: async (calls, own, draft) => {
    const { id } = await calls.post("/Groups", groupBody({ ...draft, members: [] }));
    await changeMembers(calls, own, { ...draft, id }, { add: draft.members, remove: [] });
    return id;
  },
  overwrite: async (calls, own, target) => {
    await rename(calls, target.id, target.displayName);
    await changeMembers(calls, own, target, { add: target.members, remove: [] });
  },
  rename: (calls, _session, { id, displayName }) => rename(calls, id, displayName),
  changeMembers,
  // Taking the group out of the application empties it there; the group itself stays.
  leave: (calls, own, target) =>
    changeMembers(calls, own, target, { add: [], remove: target.members.map(({ value }) => value) }),
};

/** Activation: both lists, then a user and a group made, changed and deleted. Any failure stops it. */
const activate = async (calls: ScimCalls): Promise<void> => {
  await calls.list("/Users", { startIndex: 1, count: 1 });
  await calls.list("/Groups", { startIndex: 1, count: 1 });
  const name = `jumpcloud-test-${randomUUID()}`;
  const user = {
    schemas: [coreUser, enterpriseUser],
    userName: `${name}@jumpcloud.example`,
    name: { givenName: "JumpCloud", familyName: "Test" },
    active: true,
    emails: [{ value: `${name}@jumpcloud.example`, type: "work", primary: true }],
  };
  const { id } = await calls.post("/Users", user);
  await calls.put(userPath(id), { ...user, id, emails: null, displayName: "JumpCloud Test" });
  await calls.delete(userPath(id));
  const group = await calls.post("/Groups", { schemas: [coreGroup], displayName: name });
  await rename(calls, group.id, `${name}-renamed`);
  await calls.delete(groupPath(group.id));
};

/** JumpCloud's identity management: users by PUT as captures show them; groups as servers describe them. */
export const jumpcloud = definePersona<JumpCloudSwitches>({
  name: "jumpcloud",
  provider: "jumpcloud",
  evidence: "modelled",
  description: "JumpCloud: a test user and group at activation, users by PUT (as recorded), groups by PATCH",
  profile: () =>
    clientProfile(() => ({
      Accept: "application/scim+json",
      "Content-Type": "application/scim+json",
      "User-Agent": "JumpCloud",
    })),
  defaults: { ...clientDefaults, deprovisioning: "suspend", memberRemoval: "filter" },
  connect: (session) => ({
    name: "jumpcloud",
    belief: session.belief,
    traits: { concurrentGroupPushes: false, passwordSync: false, groups: true },
    testConnection: () => session.client.job("test connection", "the test user and group", activate),
    ...userOperations(
      putUsers<JumpCloudSwitches>((user, _session, state) => body(user, state)),
      session,
    ),
    deleteUser: deleteOperation(session),
    ...groupOperations(groups, session),
    ...importOperations(session, 100),
  }),
});
