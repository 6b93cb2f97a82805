import type { ResourceChange, ScimObject } from "@rollcall/scim";
import type { Change } from "./change.ts";
import { planGroupCreation, planGroupDeletion, planGroupUpdate } from "./plan-group.ts";
import { planResourceCreation, planResourceDeletion, planResourceUpdate } from "./plan-resource.ts";
import { planUserCreation, planUserDeletion, planUserUpdate } from "./plan-user.ts";
import type { ResourceRow } from "./resource-row.ts";
import { resourceTypeNamed } from "./resource-types.ts";
import type { PlanStep } from "./write-plan.ts";

export type Creation = Extract<ResourceChange, { kind: "create" }>;
export type Update = Extract<ResourceChange, { kind: "update" }>;
export type Deletion = Extract<ResourceChange, { kind: "delete" }>;

/** The row that a write leaves, and the steps to it. */
export type Planned = { readonly row: ResourceRow; readonly steps: readonly PlanStep[] };

export function planCreation(request: Creation, change: Change): Planned {
  const { resourceType, attributes } = request;
  switch (resourceType) {
    case "User":
      return planUserCreation(attributes, change);
    case "Group":
      return planGroupCreation(attributes, membersOf(request), change);
    default:
      return planResourceCreation(resourceTypeNamed(resourceType), attributes, change);
  }
}

export function planUpdate(
  before: ResourceRow,
  attributes: ScimObject,
  request: Update,
  change: Change,
): Planned {
  switch (request.resourceType) {
    case "User":
      return planUserUpdate(before, attributes, change);
    case "Group":
      return planGroupUpdate(before, attributes, membersOf(request), change, request.ifVersion);
    default:
      return planResourceUpdate(resourceTypeNamed(request.resourceType), before, attributes, change);
  }
}

export function planDeletion(before: ResourceRow, request: Deletion, change: Change): readonly PlanStep[] {
  switch (request.resourceType) {
    case "User":
      return planUserDeletion(before, change);
    case "Group":
      return planGroupDeletion(before, change, request.ifVersion);
    default:
      return planResourceDeletion(before, change);
  }
}

export function membersOf({ relation, rejectUnknownReferences }: Creation | Update) {
  return { relation, rejectUnknown: rejectUnknownReferences ?? false };
}
