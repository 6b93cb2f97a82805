import type { Filter } from "../filter/ast.ts";
import { invalidValue } from "../message/error.ts";
import { equal } from "../resource/equal.ts";
import { isObject, own } from "../resource/json.ts";
import { isPrimary, twoPrimaries } from "../resource/read-value.ts";
import type { ScimObject, ScimValue } from "../schema/definition.ts";

/** The values of a multi-valued attribute, and which of them the operation wrote. */
export type Elements = { readonly values: readonly ScimValue[]; readonly written: ReadonlySet<number> };

/**
 * Appends values that are not there yet (RFC 7644 §3.5.2.1: adding what exists changes nothing). One with the
 * `value` and `type` of an existing one is merged into it: RFC 7643 §2.4 wants no two of them.
 */
export function append(current: readonly ScimValue[], added: readonly ScimValue[]): Elements {
  const values = [...current];
  const written = new Set<number>();
  for (const value of added) {
    const index = values.findIndex((existing) => sameValue(existing, value));
    if (index === -1) written.add(values.push(value) - 1);
    else if (isObject(value)) {
      values[index] = { ...(values[index] as ScimObject), ...(value as ScimObject) };
      written.add(index);
    }
  }
  return { values, written };
}

function sameValue(left: ScimValue, right: ScimValue): boolean {
  if (!isObject(left) || !isObject(right)) return equal(left, right);
  const [a, b] = [left as ScimObject, right as ScimObject];
  if (own(a, "value") === undefined) return equal(a, b);
  return equal(own(a, "value"), own(b, "value")) && equal(own(a, "type"), own(b, "type"));
}

/**
 * RFC 7644 §3.5.2: when an operation makes one value primary, the others no longer are. An operation that makes
 * several primary contradicts itself.
 */
export function settlePrimary({ values, written }: Elements, label: string): readonly ScimValue[] {
  const chosen = [...written].filter((index) => isPrimary(values[index] ?? ""));
  if (chosen.length > 1) throw twoPrimaries(label);
  if (chosen.length === 0) return values;
  return values.map((value, index) =>
    index !== chosen[0] && isPrimary(value) ? { ...(value as ScimObject), primary: false } : value,
  );
}

/** Whether an element is one of those that a `remove` lists: the same `value`, or every part that is given. */
export function isListed(element: ScimValue, listed: ScimValue): boolean {
  if (!isObject(element) || !isObject(listed)) return equal(element, listed);
  const [a, b] = [element as ScimObject, listed as ScimObject];
  const names = Object.hasOwn(b, "value") && own(b, "type") === undefined ? ["value"] : Object.keys(b);
  return names.length > 0 && names.every((name) => name === "primary" || equal(own(a, name), own(b, name)));
}

/**
 * The element that a value filter describes, for an operation that creates it: the terms of `eq`, joined by `and`.
 * Undefined when the filter leaves open what the element would be.
 */
export function elementOfFilter(filter: Filter | undefined): ScimObject | undefined {
  if (filter === undefined) return {};
  if (filter.kind === "and") {
    const [left, right] = [elementOfFilter(filter.left), elementOfFilter(filter.right)];
    if (left === undefined || right === undefined) return undefined;
    const agree = Object.keys(left).every(
      (name) => !Object.hasOwn(right, name) || equal(left[name], right[name]),
    );
    return agree ? { ...left, ...right } : undefined;
  }
  if (filter.kind !== "compare" || filter.operator !== "eq" || filter.value === null) return undefined;
  return { [filter.path.name]: filter.value };
}

/** Bounds what one resource can hold, so that comparing values stays cheap. */
export function checkCount(values: readonly ScimValue[], limit: number | undefined, label: string): void {
  if (limit !== undefined && values.length > limit)
    throw invalidValue(`${label} may have ${limit} values at most.`);
}
