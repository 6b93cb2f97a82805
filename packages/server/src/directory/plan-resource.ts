import { type CompiledType, diffResource, fold, resolveAttribute, type ScimObject } from "@rollcall/scim";
import { newScimId } from "../kernel/ids.ts";
import type { Change } from "./change.ts";
import type { ResourceRow } from "./resource-row.ts";
import type { PlanStep } from "./write-plan.ts";

/*
 * Resource types that are nothing but their definition (roles, entitlements): stored and given back, with their
 * history in the log. The application's contract knows no such objects, so that no public event tells of them.
 */

export function planResourceCreation(
  type: CompiledType,
  document: ScimObject,
  change: Change,
): { row: ResourceRow; steps: readonly PlanStep[] } {
  const { at } = change;
  const row = resourceRow(type, document, { id: newScimId(), version: 1, createdAt: at, updatedAt: at });
  const insert: PlanStep = { kind: "insert", row, values: [] };
  return { row, steps: [insert, log(row, {}, document, change)] };
}

export function planResourceUpdate(
  type: CompiledType,
  before: ResourceRow,
  document: ScimObject,
  change: Change,
): { row: ResourceRow; steps: readonly PlanStep[] } {
  const { id, version, createdAt } = before;
  const row = resourceRow(type, document, { id, version: version + 1, createdAt, updatedAt: change.at });
  return {
    row,
    steps: [
      expect(before),
      { kind: "update", row },
      log(row, JSON.parse(before.document) as ScimObject, document, change),
    ],
  };
}

export function planResourceDeletion(before: ResourceRow, change: Change): readonly PlanStep[] {
  return [
    expect(before),
    { kind: "delete", type: before.type, id: before.id },
    log(before, JSON.parse(before.document) as ScimObject, {}, change),
  ];
}

function expect({ type, id, version }: ResourceRow): PlanStep {
  return { kind: "expect", type, id, version };
}

function log(
  row: ResourceRow,
  before: ScimObject,
  after: ScimObject,
  { directory, cause, at }: Change,
): PlanStep {
  return {
    kind: "log",
    entry: {
      organizationId: directory.organizationId,
      directoryId: directory.id,
      resourceId: row.id,
      version: row.version,
      data: { type: row.type },
      changes: diffResource(before, after),
      cause,
      at,
    },
  };
}

type RowState = Pick<ResourceRow, "id" | "version" | "createdAt" | "updatedAt">;

function resourceRow(type: CompiledType, document: ScimObject, state: RowState): ResourceRow {
  const { name, uniqueAttribute } = type.definition;
  const externalId = text(document, "externalId");
  return {
    ...state,
    type: name,
    externalId,
    uniqueKey: uniqueAttribute === undefined ? null : columnKey(type, document, uniqueAttribute),
    nameKey: columnKey(type, document, "displayName"),
    display: text(document, "displayName"),
    document: JSON.stringify(document),
    objectId: state.id,
    visible: false,
    idpId: externalId ?? state.id,
    emailKey: null,
    object: "{}",
    mappingRevision: 0,
  };
}

/** A value as filters and uniqueness compare it: folded unless the schema tells cases apart. */
function columnKey(type: CompiledType, document: ScimObject, attribute: string): string | null {
  const value = text(document, attribute);
  const isExact = resolveAttribute(type, { name: attribute })?.attribute.caseExact ?? false;
  return value === null || isExact ? value : fold(value);
}

function text(document: ScimObject, attribute: string): string | null {
  const value = document[attribute];
  return typeof value === "string" ? value : null;
}
