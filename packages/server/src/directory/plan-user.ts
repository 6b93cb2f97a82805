import { diffResource, fold, type ScimObject, type ScimValue } from "@rollcall/scim";
import type { LogEntry } from "../events/event.ts";
import { newId, newScimId } from "../kernel/ids.ts";
import type { Change } from "./change.ts";
import type { Directory } from "./directory.ts";
import { previousAttributes } from "./previous-attributes.ts";
import type { IndexedValue, ResourceRow } from "./resource-row.ts";
import { profileEmail, type UserObject, userObject } from "./user-object.ts";
import type { PlanStep } from "./write-plan.ts";

const TYPE = "User";

export function planUserCreation(
  document: ScimObject,
  { directory, at, cause }: Change,
): { row: ResourceRow; steps: readonly PlanStep[] } {
  const object = userObject(document, directory, {
    id: newId("directory_user"),
    createdAt: at,
    updatedAt: at,
  });
  const row = userRow(document, object, {
    id: newScimId(),
    version: 1,
    createdAt: at,
    updatedAt: at,
    visible: isVisible(object, directory),
  });
  const entry: LogEntry = {
    ...subject(row, directory),
    ...(row.visible ? { type: "dsync.user.created" } : {}),
    data: object,
    changes: diffResource({}, document),
    cause,
    at,
  };
  return {
    row,
    steps: [
      { kind: "insert", row, values: indexedValues(document) },
      { kind: "log", entry },
    ],
  };
}

/**
 * The next state of a user. What the application hears depends on the directory's deprovisioning mode: in
 * `retain` a deactivation is an update; in `delete` the user leaves (its memberships first, then itself) and
 * comes back as a new incarnation with the memberships that were kept.
 */
export function planUserUpdate(
  before: ResourceRow,
  document: ScimObject,
  change: Change,
): { row: ResourceRow; steps: readonly PlanStep[] } {
  const previous = JSON.parse(before.document) as ScimObject;
  const { directory, at } = change;
  const known = JSON.parse(before.object) as UserObject;
  const mapped = userObject(document, directory, {
    id: known.id,
    createdAt: Date.parse(known.created_at),
    updatedAt: at,
  });
  const visible = isVisible(mapped, directory);
  const next = { document, mapped, visible };
  const values = indexedValues(document);
  const valuesChanged = JSON.stringify(values) !== JSON.stringify(indexedValues(previous));
  const { row, announce } = transition(before, known, next, change, diffResource(previous, document));
  const update: PlanStep = { kind: "update", row, ...(valuesChanged ? { values } : {}) };
  return {
    row,
    steps: [
      { kind: "expect", type: TYPE, id: before.id, version: before.version },
      ...announce.before,
      update,
      ...announce.after,
    ],
  };
}

export function planUserDeletion(before: ResourceRow, { directory, at, cause }: Change): readonly PlanStep[] {
  const known = JSON.parse(before.object) as UserObject;
  const entry: LogEntry = {
    ...subject(before, directory),
    ...(before.visible ? { type: "dsync.user.deleted" } : {}),
    data: { ...known, state: "inactive" },
    changes: diffResource(JSON.parse(before.document) as ScimObject, {}),
    cause,
    at,
  };
  return [
    { kind: "expect", type: TYPE, id: before.id, version: before.version },
    { kind: "leaveGroups", memberId: before.id, keep: false },
    { kind: "delete", type: TYPE, id: before.id },
    { kind: "log", entry },
  ];
}

type Next = { readonly document: ScimObject; readonly mapped: UserObject; readonly visible: boolean };
type Announcement = { readonly before: readonly PlanStep[]; readonly after: readonly PlanStep[] };

function transition(
  before: ResourceRow,
  known: UserObject,
  next: Next,
  { directory, at, cause }: Change,
  changes: ReturnType<typeof diffResource>,
): { row: ResourceRow; announce: Announcement } {
  const rowWith = (object: UserObject) =>
    userRow(next.document, object, {
      ...before,
      version: before.version + 1,
      updatedAt: at,
      visible: next.visible,
    });
  const log = (type: LogEntry["type"], data: object): PlanStep => ({
    kind: "log",
    entry: {
      ...subject({ ...before, version: before.version + 1 }, directory),
      ...(type ? { type } : {}),
      data,
      changes,
      cause,
      at,
    },
  });

  if (before.visible && !next.visible) {
    const row = rowWith(next.mapped);
    return {
      row,
      announce: {
        before: [{ kind: "leaveGroups", memberId: before.id, keep: true }],
        after: [log("dsync.user.deleted", next.mapped)],
      },
    };
  }
  if (!before.visible && next.visible) {
    const object = userObject(next.document, directory, {
      id: newId("directory_user"),
      createdAt: at,
      updatedAt: at,
    });
    const row = rowWith(object);
    return {
      row,
      announce: {
        before: [],
        after: [log("dsync.user.created", object), { kind: "rejoinGroups", memberId: before.id }],
      },
    };
  }
  const previous = previousAttributes(known, next.mapped);
  // A change that only `raw_attributes` would show is history, and the object keeps its `updated_at`.
  if (!previous || !next.visible)
    return {
      row: rowWith(previous ? next.mapped : known),
      announce: { before: [], after: [log(undefined, known)] },
    };
  const deactivated = known.state === "active" && next.mapped.state === "inactive";
  const leaves = deactivated && directory.membershipOnDeactivation === "remove";
  return {
    row: rowWith(next.mapped),
    announce: {
      before: leaves ? [{ kind: "leaveGroups", memberId: before.id, keep: false }] : [],
      after: [log("dsync.user.updated", { ...next.mapped, previous_attributes: previous })],
    },
  };
}

function isVisible(object: UserObject, directory: Directory): boolean {
  return directory.deprovisioning === "retain" || object.state === "active";
}

function subject({ id, version }: { id: string; version: number }, directory: Directory) {
  return { organizationId: directory.organizationId, directoryId: directory.id, resourceId: id, version };
}

type RowState = Pick<ResourceRow, "id" | "version" | "createdAt" | "updatedAt" | "visible">;

function userRow(document: ScimObject, object: UserObject, state: RowState): ResourceRow {
  const email = profileEmail(document);
  return {
    ...state,
    type: TYPE,
    externalId: textOf(document.externalId),
    uniqueKey: fold(object.username),
    nameKey: foldedText(document.displayName),
    display: textOf(document.displayName) ?? object.username,
    document: JSON.stringify(document),
    objectId: object.id,
    idpId: object.idp_id,
    emailKey: email === null ? null : fold(email),
    object: JSON.stringify(object),
    mappingRevision: 0,
  };
}

/** `emails.value`, folded as the schema's `caseExact: false` asks. */
function indexedValues(document: ScimObject): readonly IndexedValue[] {
  const emails = (document.emails ?? []) as readonly ScimObject[];
  const keys = emails
    .map((email) => email.value)
    .filter((value) => typeof value === "string")
    .map(fold);
  return [...new Set(keys)].map((key) => ({ path: "emails.value", key }));
}

function textOf(value: ScimValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function foldedText(value: ScimValue | undefined): string | null {
  return typeof value === "string" ? fold(value) : null;
}
