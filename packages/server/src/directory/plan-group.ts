import { diffResource, fold, type RelationChange, type ScimObject } from "@rollcall/scim";
import type { LogEntry } from "../events/event.ts";
import { newId, newScimId } from "../kernel/ids.ts";
import type { Change } from "./change.ts";
import { type GroupObject, groupObject } from "./group-object.ts";
import { previousAttributes } from "./previous-attributes.ts";
import type { ResourceRow } from "./resource-row.ts";
import type { PlanStep } from "./write-plan.ts";

const TYPE = "Group";

type MemberChange = { readonly relation?: RelationChange | undefined; readonly rejectUnknown: boolean };

export function planGroupCreation(
  document: ScimObject,
  members: MemberChange,
  change: Change,
): { row: ResourceRow; steps: readonly PlanStep[] } {
  const { directory, at } = change;
  const object = groupObject(document, directory, {
    id: newId("directory_group"),
    createdAt: at,
    updatedAt: at,
  });
  const row = groupRow(document, object, { id: newScimId(), version: 1, createdAt: at, updatedAt: at });
  return {
    row,
    steps: [
      claim(row),
      { kind: "insert", row, values: [] },
      log("dsync.group.created", row, object, diffResource({}, document), change),
      ...additions(row.id, members),
    ],
  };
}

/** Removals first, then the group itself, then additions: the order in which an application can follow. */
export function planGroupUpdate(
  before: ResourceRow,
  document: ScimObject,
  members: MemberChange,
  change: Change,
  ifVersion?: number,
): { row: ResourceRow; steps: readonly PlanStep[] } {
  const { directory, at } = change;
  const known = JSON.parse(before.object) as GroupObject;
  const identity = { id: known.id, createdAt: Date.parse(known.created_at), updatedAt: at };
  const mapped = groupObject(document, directory, identity, known.idp_id);
  const previous = previousAttributes(known, mapped);
  const row = groupRow(document, previous ? mapped : known, {
    ...before,
    version: before.version + 1,
    updatedAt: at,
  });
  const changes = diffResource(JSON.parse(before.document) as ScimObject, document);
  const told = previous
    ? log("dsync.group.updated", row, { ...mapped, previous_attributes: previous }, changes, change)
    : log(undefined, row, known, changes, change);
  const renamed = row.nameKey !== before.nameKey || row.externalId !== before.externalId;
  return {
    row,
    steps: [
      expect(before, { version: ifVersion, document: before.document }),
      ...(renamed ? [claim(row)] : []),
      { kind: "update", row },
      ...removals(row.id, members),
      told,
      ...additions(row.id, members),
    ],
  };
}

/** Members only: commutes with other such changes, so that it expects nothing unless something was named. */
export function planMembership(
  subject: { readonly type: string; readonly id: string },
  members: MemberChange,
  expected: Expected,
): readonly PlanStep[] {
  return [expect(subject, expected), ...removals(subject.id, members), ...additions(subject.id, members)];
}

export function planGroupDeletion(
  before: ResourceRow,
  change: Change,
  ifVersion?: number,
): readonly PlanStep[] {
  const known = JSON.parse(before.object) as GroupObject;
  return [
    expect(before, { version: ifVersion, document: before.document }),
    { kind: "leaveGroups", memberId: before.id, keep: false },
    { kind: "disbandGroup", groupId: before.id },
    { kind: "delete", type: TYPE, id: before.id },
    log(
      "dsync.group.deleted",
      before,
      known,
      diffResource(JSON.parse(before.document) as ScimObject, {}),
      change,
    ),
  ];
}

type Expected = { readonly version: number | undefined; readonly document: string | undefined };

function expect(
  { type, id }: { readonly type: string; readonly id: string },
  { version, document }: Expected,
): PlanStep {
  return {
    kind: "expect",
    type,
    id,
    ...(version === undefined ? {} : { version }),
    ...(document === undefined ? {} : { document }),
  };
}

function removals(groupId: string, { relation }: MemberChange): readonly PlanStep[] {
  if (relation?.kind === "replace") return [{ kind: "retainMembers", groupId, members: relation.with }];
  if (!relation || relation.remove.length === 0) return [];
  return [{ kind: "removeMembers", groupId, members: relation.remove }];
}

function additions(groupId: string, { relation, rejectUnknown }: MemberChange): readonly PlanStep[] {
  const members = relation?.kind === "replace" ? relation.with : (relation?.add ?? []);
  return members.length === 0 ? [] : [{ kind: "addMembers", groupId, members, rejectUnknown }];
}

function claim(row: ResourceRow): PlanStep {
  return { kind: "claimGroupName", id: row.id, nameKey: row.nameKey ?? "", externalId: row.externalId };
}

function log(
  type: LogEntry["type"],
  row: ResourceRow,
  data: object,
  changes: ReturnType<typeof diffResource>,
  { directory, cause, at }: Change,
): PlanStep {
  return {
    kind: "log",
    entry: {
      ...(type ? { type } : {}),
      organizationId: directory.organizationId,
      directoryId: directory.id,
      resourceId: row.id,
      version: row.version,
      data,
      changes,
      cause,
      at,
    },
  };
}

type RowState = Pick<ResourceRow, "id" | "version" | "createdAt" | "updatedAt">;

function groupRow(
  document: ScimObject,
  object: GroupObject,
  { id, version, createdAt, updatedAt }: RowState,
): ResourceRow {
  const externalId = document.externalId;
  return {
    type: TYPE,
    id,
    externalId: typeof externalId === "string" ? externalId : null,
    uniqueKey: null,
    nameKey: fold(object.name),
    display: object.name,
    document: JSON.stringify(document),
    version,
    createdAt,
    updatedAt,
    objectId: object.id,
    visible: true,
    idpId: object.idp_id,
    emailKey: null,
    object: JSON.stringify(object),
    mappingRevision: 0,
  };
}
