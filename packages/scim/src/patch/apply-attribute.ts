import { invalidValue, mutability } from "../message/error.ts";
import { equal } from "../resource/equal.ts";
import { isObject, own } from "../resource/json.ts";
import {
  findSubAttribute,
  nameOf,
  readElements,
  readSingle,
  readUnknown,
  readValue,
} from "../resource/read-value.ts";
import type { AttributeDefinition, ScimObject, ScimValue } from "../schema/definition.ts";
import { withValue } from "./container.ts";
import { append, checkCount, isListed, settlePrimary } from "./elements.ts";
import type { PatchOperation } from "./operation.ts";
import type { PatchOptions } from "./options.ts";

/**
 * What an operation makes of a whole attribute (RFC 7644 §3.5.2.1 to §3.5.2.3); undefined unassigns. Null and
 * empty lists change nothing when added, and clear when they replace (RFC 7643 §2.5).
 */
export function applyAttribute(
  current: ScimValue | undefined,
  operation: PatchOperation,
  attribute: AttributeDefinition,
  label: string,
  options: PatchOptions,
): ScimValue | undefined {
  if (operation.op === "remove") return removeAttribute(current, operation, attribute, label, options);
  if (operation.value === undefined) throw needsValue(operation, label);
  const value = settle(operation.value, attribute, options);
  if (value === null || (Array.isArray(value) && value.length === 0)) {
    if (operation.op === "add") return current;
    checkImmutable(current, undefined, attribute, label);
    return undefined;
  }
  const next = attribute.multiValued
    ? writeElements(current, operation, value, attribute, label, options)
    : attribute.type === "complex"
      ? mergeComplex(current, operation, value, attribute, label, options)
      : readSingle(value, attribute, label, options.dialect);
  checkImmutable(current, next, attribute, label);
  return next;
}

/** The dialect's reading of a value; one element may stand without its list (RFC 7644 §3.5.2.1). */
function settle(raw: unknown, attribute: AttributeDefinition, options: PatchOptions): unknown {
  const whole = attribute.multiValued && (isObject(raw) || typeof raw === "number") ? [raw] : raw;
  const hook = options.dialect?.value;
  return hook === undefined ? whole : hook(whole, attribute);
}

function writeElements(
  current: ScimValue | undefined,
  operation: PatchOperation,
  value: unknown,
  attribute: AttributeDefinition,
  label: string,
  options: PatchOptions,
): readonly ScimValue[] {
  const single = attribute.type !== "complex" && !Array.isArray(value);
  const given: unknown = single ? [value] : value;
  if (!Array.isArray(given))
    throw invalidValue(`${label} must be a list or an object, not ${nameOf(given)}.`);
  const elements = readElements(given, attribute, label, options.dialect) ?? [];
  const before = Array.isArray(current) ? (current as readonly ScimValue[]) : [];
  const values = operation.op === "add" ? settlePrimary(append(before, elements), label) : elements;
  checkCount(values, options.limits?.valuesPerAttribute, label);
  return values;
}

/**
 * Merges an object into a complex attribute: what it names is set, the rest stays (RFC 7644 §3.5.2.3 says so for
 * `replace` too). A null clears its sub-attribute when it replaces. Read-only ones are ignored in an object.
 */
export function mergeComplex(
  current: ScimValue | undefined,
  operation: PatchOperation,
  value: unknown,
  attribute: AttributeDefinition,
  label: string,
  options: PatchOptions,
): ScimObject {
  if (!isObject(value)) throw invalidValue(`${label} must be an object, not ${nameOf(value)}.`);
  let result = isObject(current) ? (current as ScimObject) : {};
  for (const [name, raw] of Object.entries(value)) {
    const sub = findSubAttribute(attribute, name);
    if (sub?.mutability === "readOnly" || sub?.mutability === "writeOnly") continue;
    const subLabel = `${label}.${sub?.name ?? name}`;
    const read =
      sub === undefined ? readUnknown(raw, name, label) : readValue(raw, sub, subLabel, options.dialect);
    if (sub !== undefined) checkImmutable(own(result, sub.name), read, sub, subLabel);
    if (read === undefined && operation.op === "add") continue;
    result = withValue(result, sub?.name ?? name, read);
  }
  return result;
}

function removeAttribute(
  current: ScimValue | undefined,
  operation: PatchOperation,
  attribute: AttributeDefinition,
  label: string,
  options: PatchOptions,
): ScimValue | undefined {
  if (attribute.required) throw mutability(`${label} is required and cannot be removed.`);
  checkImmutable(current, undefined, attribute, label);
  const { value } = operation;
  if (!attribute.multiValued || value === undefined || value === null) return undefined;
  checkListedRemoval(label, options);
  const listed = settle(value, attribute, options);
  if (!Array.isArray(listed))
    throw invalidValue(`${label} must be a list or an object, not ${nameOf(listed)}.`);
  const wanted = listed.flatMap((one: unknown) => readSingle(one, attribute, label, options.dialect) ?? []);
  const before = Array.isArray(current) ? (current as readonly ScimValue[]) : [];
  return before.filter((element) => !wanted.some((one) => isListed(element, one)));
}

/** RFC 7644 §3.5.2.2 knows no value: read by the letter, it would remove everything, which nobody means. */
export function checkListedRemoval(label: string, options: PatchOptions): void {
  if (options.dialect?.allows?.("removeListedValues")) return;
  throw invalidValue(
    `A remove takes no value. Name what to remove in the path, as in ${label}[value eq "x"].`,
  );
}

/** RFC 7643 §7: an immutable attribute is set once, and never changed or removed. */
export function checkImmutable(
  before: ScimValue | undefined,
  after: ScimValue | undefined,
  attribute: AttributeDefinition,
  label: string,
): void {
  if (attribute.mutability !== "immutable" || before === undefined || equal(before, after)) return;
  throw mutability(`${label} cannot be changed once it is set.`);
}

/** RFC 7644 §3.5.2: `add` and `replace` need something to write. */
export function needsValue(operation: PatchOperation, label: string): Error {
  return invalidValue(`To ${operation.op} ${label}, the operation needs a value.`);
}
