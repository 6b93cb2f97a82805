import { compileElement } from "../filter/evaluate.ts";
import { invalidValue, mutability, noTarget } from "../message/error.ts";
import { isObject, own } from "../resource/json.ts";
import { nameOf, readSingle, readValue } from "../resource/read-value.ts";
import type { AttributeDefinition, ScimObject, ScimValue } from "../schema/definition.ts";
import { checkImmutable, mergeComplex, needsValue } from "./apply-attribute.ts";
import { withValue } from "./container.ts";
import { checkCount, elementOfFilter, settlePrimary } from "./elements.ts";
import type { PatchOperation } from "./operation.ts";
import type { PatchOptions } from "./options.ts";
import type { AttributeTarget } from "./target.ts";

/** A new value for one element; undefined removes it. */
type Rewrite = (element: ScimValue) => ScimValue | undefined;

/**
 * What an operation makes of an attribute when its path has a filter, a sub-attribute, or both (RFC 7644 §3.5.2,
 * rule PATH). A complex attribute with one value is treated as a list of one.
 */
export function applyElements(
  current: ScimValue | undefined,
  operation: PatchOperation,
  target: AttributeTarget,
  options: PatchOptions,
): ScimValue | undefined {
  const { attribute, filter, sub } = target;
  const label = sub === undefined ? target.label : `${target.label}.${sub.name}`;
  if (operation.op !== "remove" && operation.value === undefined) throw needsValue(operation, label);
  if (sub !== undefined) checkSub(sub, operation, label);
  const values = listOf(current);
  const matches = filter === undefined ? () => true : compileElement(filter, attribute);
  const rewrite =
    sub === undefined
      ? rewriteElement(operation, attribute, label, options)
      : rewriteSub(operation, sub, label, options);
  const written = new Set<number>();
  const next: ScimValue[] = [];
  let found = false;
  for (const element of values) {
    if (!matches(element)) {
      next.push(element);
      continue;
    }
    found = true;
    const rewritten = rewrite(element);
    if (rewritten !== undefined && !isEmptyObject(rewritten)) written.add(next.push(rewritten) - 1);
  }
  if (!found && !clears(operation, sub ?? attribute, options)) {
    written.add(next.push(create(operation, target, rewrite, label, options)) - 1);
  }
  checkCount(next, options.limits?.valuesPerAttribute, label);
  const settled = settlePrimary({ values: next, written }, target.label);
  return attribute.multiValued ? settled : settled[0];
}

function listOf(value: ScimValue | undefined): readonly ScimValue[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** Removing what is not there is a success (RFC 7644 §3.5.2.2 by its example), and so is clearing it. */
function clears(operation: PatchOperation, written: AttributeDefinition, options: PatchOptions): boolean {
  if (operation.op === "remove" || operation.value === null) return true;
  const value =
    options.dialect?.value === undefined ? operation.value : options.dialect.value(operation.value, written);
  return value === null || value === undefined;
}

/** The element to create when nothing matches: `add` may when the filter says what it is, `replace` by permission. */
function create(
  operation: PatchOperation,
  target: AttributeTarget,
  rewrite: Rewrite,
  label: string,
  options: PatchOptions,
): ScimValue {
  const { attribute, filter, sub } = target;
  // A sub-attribute of an attribute with one value creates its parent (RFC 7644 §3.5.2.1 and §3.5.2.3).
  const parent = !attribute.multiValued && filter === undefined;
  const start = attribute.type === "complex" ? elementOfFilter(filter) : undefined;
  const permitted =
    parent ||
    (start !== undefined && (operation.op === "add" || options.dialect?.allows?.("createOnNoTarget")));
  if (start === undefined || !permitted) throw noTarget(`No value of ${target.label} matches the path.`);
  if (sub === undefined && operation.op === "replace") {
    const given = rewrite(start);
    return isObject(given) ? { ...start, ...(given as ScimObject) } : start;
  }
  const created = rewrite(start);
  if (created === undefined) throw noTarget(`No value of ${label} matches the path.`);
  return created;
}

/** `a[filter]`: `add` merges, `replace` replaces the value (RFC 7644 §3.5.2.3), `remove` removes it. */
function rewriteElement(
  operation: PatchOperation,
  attribute: AttributeDefinition,
  label: string,
  options: PatchOptions,
): Rewrite {
  const { op } = operation;
  if (op === "remove") return () => undefined;
  const value = onlyElement(operation.value, label);
  if (value === null) return op === "add" ? (element) => element : () => undefined;
  const single = { ...attribute, multiValued: false };
  if (op === "add" && attribute.type === "complex") {
    return (element) => mergeComplex(element, operation, value, single, label, options);
  }
  const read = readSingle(value, single, label, options.dialect);
  return () => read;
}

/** Some clients write the one value as a list of one. */
function onlyElement(value: unknown, label: string): unknown {
  if (!Array.isArray(value)) return value;
  if (value.length > 1) throw invalidValue(`${label} with a filter takes one value, not ${nameOf(value)}.`);
  return value[0] ?? null;
}

/** `a.sub` and `a[filter].sub`. */
function rewriteSub(
  operation: PatchOperation,
  sub: AttributeDefinition,
  label: string,
  options: PatchOptions,
): Rewrite {
  const { op } = operation;
  const read = op === "remove" ? undefined : readValue(operation.value, sub, label, options.dialect);
  return (element) => {
    if (!isObject(element)) throw noTarget(`${label} has no parts to write.`);
    const object = element as ScimObject;
    if (read === undefined && op === "add") return object;
    checkImmutable(own(object, sub.name), read, sub, label);
    return withValue(object, sub.name, read);
  };
}

function checkSub(sub: AttributeDefinition, operation: PatchOperation, label: string): void {
  if (sub.mutability === "readOnly") throw mutability(`${label} is read-only.`);
  if (operation.op === "remove" && sub.required)
    throw mutability(`${label} is required and cannot be removed.`);
}

function isEmptyObject(value: ScimValue): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
