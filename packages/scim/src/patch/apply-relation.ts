import { mutability, payloadTooLarge } from "../message/error.ts";
import { isObject } from "../resource/json.ts";
import { readMemberIds } from "../resource/read-relation.ts";
import type { AttributeDefinition } from "../schema/definition.ts";
import { checkListedRemoval, needsValue } from "./apply-attribute.ts";
import type { PatchOperation } from "./operation.ts";
import type { PatchOptions } from "./options.ts";
import { idsOfFilter, planAdd, planRemove, planReplace, type RelationPlan } from "./relation-plan.ts";
import type { AttributeTarget } from "./target.ts";

/**
 * Folds one operation on a set relation (`members`) into the plan (RFC 7644 §3.5.2). Members are added and
 * removed; a member's own parts never change (RFC 7643 §4.2), so a path to one of them is refused.
 */
export function applyRelation(
  plan: RelationPlan,
  operation: PatchOperation,
  target: Pick<AttributeTarget, "attribute" | "filter" | "sub">,
  options: PatchOptions,
): void {
  const { attribute, filter, sub } = target;
  const { name } = attribute;
  if (sub !== undefined || (filter !== undefined && operation.op === "replace")) {
    throw mutability(`A value of ${name} can be added and removed, but not changed.`);
  }
  if (operation.op !== "remove" && operation.value === undefined && filter === undefined) {
    throw needsValue(operation, name);
  }
  const ids = filter === undefined ? readIds(operation.value, attribute, options) : idsOfFilter(filter, name);
  checkPlanSize(plan, ids, name, options);
  if (operation.op === "add") planAdd(plan, ids);
  else if (operation.op === "replace") planReplace(plan, ids);
  else if (filter !== undefined) planRemove(plan, ids);
  else if (operation.value === undefined || operation.value === null) planReplace(plan, []);
  else {
    checkListedRemoval(name, options);
    planRemove(plan, ids);
  }
}

function readIds(value: unknown, attribute: AttributeDefinition, options: PatchOptions): readonly string[] {
  return readMemberIds(isObject(value) ? [value] : value, attribute, options.dialect);
}

function checkPlanSize(
  plan: RelationPlan,
  ids: readonly string[],
  name: string,
  options: PatchOptions,
): void {
  const limit = options.limits?.patchRelationValues;
  if (limit === undefined || plan.added.size + plan.removed.size + ids.length <= limit) return;
  throw payloadTooLarge(
    `One PATCH may add, remove or replace ${limit} values of ${name} at most. Send several, or a PUT.`,
  );
}
