import type { Filter } from "../filter/ast.ts";
import { invalidFilter } from "../message/error.ts";
import type { RelationChange } from "../provider/repository.ts";

/**
 * The operations of one PATCH on a set relation, folded into one net change. The set itself is never read: what
 * is in it does not matter to adding and removing by id (RFC 7644 §3.5.2 calls both a success when there is
 * nothing to do). Changed in place: ten thousand operations on one plan would copy it ten thousand times.
 */
export type RelationPlan = {
  /** Whether an operation replaced or removed everything: then `added` is the whole new content, `removed` moot. */
  replaced: boolean;
  readonly added: Set<string>;
  readonly removed: Set<string>;
};

/** The plan before the first operation. */
export function openPlan(): RelationPlan {
  return { replaced: false, added: new Set(), removed: new Set() };
}

/** Adds ids: a later add outweighs an earlier remove. */
export function planAdd(plan: RelationPlan, ids: readonly string[]): void {
  for (const id of ids) {
    plan.removed.delete(id);
    plan.added.add(id);
  }
}

/** Removes ids: a later remove outweighs an earlier add. */
export function planRemove(plan: RelationPlan, ids: readonly string[]): void {
  for (const id of ids) {
    plan.added.delete(id);
    plan.removed.add(id);
  }
}

/** Replaces the whole content. */
export function planReplace(plan: RelationPlan, ids: readonly string[]): void {
  plan.replaced = true;
  plan.added.clear();
  plan.removed.clear();
  planAdd(plan, ids);
}

/** The plan as the repository takes it; undefined when nothing is to be done. */
export function toRelationChange(attribute: string, plan: RelationPlan): RelationChange | undefined {
  if (plan.replaced) return { attribute, kind: "replace", with: [...plan.added] };
  if (plan.added.size === 0 && plan.removed.size === 0) return undefined;
  return { attribute, kind: "update", add: [...plan.added], remove: [...plan.removed] };
}

/**
 * The ids that a filter on a set relation names. Only `value eq "…"`, and several of them joined by `or`, can be
 * answered without loading the set; anything else is refused rather than done slowly.
 */
export function idsOfFilter(filter: Filter, attribute: string): readonly string[] {
  if (filter.kind === "or") {
    return [...idsOfFilter(filter.left, attribute), ...idsOfFilter(filter.right, attribute)];
  }
  if (filter.kind === "compare" && filter.path.name === "value" && filter.operator === "eq") {
    return [String(filter.value)];
  }
  throw invalidFilter(
    `In a PATCH, ${attribute} can be filtered only by value, as in ${attribute}[value eq "id"].`,
  );
}
