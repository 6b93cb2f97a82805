import { createHash } from "node:crypto";
import type { OrgGroup } from "../directory.ts";
import { type JsonObject, text } from "../json.ts";
import { equals } from "../query.ts";
import type { ScimCalls } from "../scim-client.ts";
import { findByDisplayName, type GroupTarget, type GroupVerbs } from "./group-operations.ts";
import { groupPath } from "./persona-session.ts";
import type { EntraSwitches } from "./switches.ts";
import { coreGroup, operations } from "./urns.ts";

const activeDirectoryGroup = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group";

/** A GUID, the same for the same group. */
const objectIdOf = (id: string): string =>
  createHash("sha256")
    .update(id)
    .digest("hex")
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

const addition = (members: readonly string[], { complianceFlag }: EntraSwitches): JsonObject => ({
  op: complianceFlag ? "add" : "Add",
  path: "members",
  value: members.map((value) => ({ $ref: null, value })),
});

/** Without the flag a removal lists the member in its value, which the RFC reads as all of them. */
const removals = (members: readonly string[], { complianceFlag }: EntraSwitches): readonly JsonObject[] =>
  complianceFlag
    ? members.map((id) => ({ op: "remove", path: `members[value eq ${JSON.stringify(id)}]` }))
    : [{ op: "Remove", path: "members", value: members.map((value) => ({ $ref: null, value })) }];

const batches = (list: readonly string[], size: number): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );

const add = async (calls: ScimCalls, switches: EntraSwitches, id: string, members: readonly string[]) => {
  for (const batch of batches(members, switches.patchBatch)) {
    await calls.patch(groupPath(id), operations(addition(batch, switches)));
  }
};

const remove = async (calls: ScimCalls, switches: EntraSwitches, id: string, members: readonly string[]) => {
  for (const batch of batches(members, switches.patchBatch)) {
    await calls.patch(groupPath(id), operations(...removals(batch, switches)));
  }
};

/** Whether the reference is there, asked without reading the group. */
const isMember = async (calls: ScimCalls, group: string, member: string): Promise<boolean> => {
  const filter = `${equals("id", group)} and ${equals("members", member)}`;
  const { totalResults } = await calls.list("/Groups", { filter, attributes: "id" });
  return totalResults > 0;
};

const wanting = async (
  calls: ScimCalls,
  group: string,
  members: readonly string[],
  there: boolean,
): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const member of members) {
    if ((await isMember(calls, group, member)) === there) found.push(member);
  }
  return found;
};

const rename = async (calls: ScimCalls, switches: EntraSwitches, { id, displayName }: GroupTarget) => {
  const stored = await calls.get(`${groupPath(id)}?excludedAttributes=members`);
  if (text(stored.displayName) === displayName) return;
  const op = switches.complianceFlag ? "replace" : "Replace";
  await calls.patch(groupPath(id), operations({ op, path: "displayName", value: displayName }));
};

const newGroup = (displayName: string, { id }: OrgGroup): JsonObject => ({
  schemas: [coreGroup, activeDirectoryGroup],
  externalId: objectIdOf(id),
  displayName,
  meta: { resourceType: "Group" },
});

export const entraGroups: GroupVerbs<EntraSwitches> = {
  find: (calls, _session, { name }) =>
    findByDisplayName(calls.list, name, { before: { excludedAttributes: "members" } }),
  // A group is created empty, always.
  create: async (calls, { switches }, draft, group) => {
    const { id } = await calls.post("/Groups", newGroup(draft.displayName, group));
    await add(
      calls,
      switches,
      id,
      draft.members.map(({ value }) => value),
    );
    return id;
  },
  overwrite: async (calls, { switches }, target) => {
    await rename(calls, switches, target);
    const members = target.members.map(({ value }) => value);
    await add(calls, switches, target.id, await wanting(calls, target.id, members, false));
  },
  rename: (calls, { switches }, target) => rename(calls, switches, target),
  changeMembers: async (calls, { switches }, { id }, change) => {
    const added = change.add.map(({ value }) => value);
    await add(calls, switches, id, await wanting(calls, id, added, false));
    await remove(calls, switches, id, await wanting(calls, id, change.remove, true));
  },
};
