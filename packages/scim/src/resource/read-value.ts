import { excerpt, invalidSyntax, invalidValue } from "../message/error.ts";
import type { AttributeDefinition, ScimObject, ScimValue } from "../schema/definition.ts";
import { nameKey, parseInstant } from "../schema/fold.ts";
import { isObject, type JsonObject } from "./json.ts";

/** Rewrites one client's way of writing a value; returns the same value when it has nothing to do, null to clear. */
export type ValueHook = (value: unknown, attribute: AttributeDefinition) => unknown;

/** How client values are read. */
export type ReadOptions = { readonly value?: ValueHook };

/** RFC 7643 §2.1: ATTRNAME, and `$ref`, which the grammar forgot (erratum 8924). */
const attributeName = /^(?:[A-Za-z][A-Za-z0-9_-]*|\$ref)$/;

/**
 * Reads the whole value of an attribute as its definition demands (RFC 7643 §2.3, §2.4). Undefined means
 * unassigned: null, an empty list, or nothing left of it (§2.5). `label` is how errors name the attribute.
 */
export function readValue(
  raw: unknown,
  attribute: AttributeDefinition,
  label: string,
  options: ReadOptions = {},
): ScimValue | undefined {
  const value = options.value === undefined ? raw : options.value(raw, attribute);
  if (value === null || value === undefined) return undefined;
  if (!attribute.multiValued) return readSingle(value, attribute, label, options);
  if (!Array.isArray(value)) throw invalidValue(`${label} must be a list, not ${nameOf(value)}.`);
  return readElements(value, attribute, label, options);
}

/** Reads elements of a multi-valued attribute; more than one `primary` is refused (RFC 7643 §2.4). */
export function readElements(
  values: readonly unknown[],
  attribute: AttributeDefinition,
  label: string,
  options: ReadOptions = {},
): readonly ScimValue[] | undefined {
  const elements: ScimValue[] = [];
  for (const value of values) {
    const element = value === null ? undefined : readSingle(value, attribute, label, options);
    if (element !== undefined) elements.push(element);
  }
  if (elements.filter(isPrimary).length > 1) throw twoPrimaries(label);
  return elements.length === 0 ? undefined : elements;
}

/** Whether an element carries `primary: true`. */
export function isPrimary(element: ScimValue): boolean {
  return isObject(element) && element.primary === true;
}

/** The refusal of RFC 7643 §2.4: `primary` is true on one value at most. */
export function twoPrimaries(label: string): Error {
  return invalidValue(`${label} has more than one value marked as primary.`);
}

/** Reads one value, or one element of a multi-valued attribute. */
export function readSingle(
  value: unknown,
  attribute: AttributeDefinition,
  label: string,
  options: ReadOptions = {},
): ScimValue | undefined {
  if (attribute.type === "complex") {
    if (!isObject(value)) throw invalidValue(`${label} must be an object, not ${nameOf(value)}.`);
    return readComplex(value, attribute, label, options);
  }
  return readSimple(value, attribute, label);
}

function readComplex(
  value: JsonObject,
  attribute: AttributeDefinition,
  label: string,
  options: ReadOptions,
): ScimObject | undefined {
  const result: Record<string, ScimValue> = {};
  for (const [name, raw] of Object.entries(value)) {
    const sub = findSubAttribute(attribute, name);
    if (sub !== undefined && ignored(sub)) continue;
    const read =
      sub === undefined
        ? readUnknown(raw, name, label)
        : readValue(raw, sub, `${label}.${sub.name}`, options);
    if (read !== undefined) result[sub?.name ?? name] = read;
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

/** RFC 7643 §7: what clients cannot set is ignored in a body; passwords end here (write-only, never kept). */
export function ignored(attribute: AttributeDefinition): boolean {
  return attribute.mutability === "readOnly" || attribute.mutability === "writeOnly";
}

/** Finds a sub-attribute by name, whatever its case. */
export function findSubAttribute(
  attribute: AttributeDefinition,
  name: string,
): AttributeDefinition | undefined {
  const key = nameKey(name);
  return attribute.subAttributes?.find((sub) => nameKey(sub.name) === key);
}

/** Keeps a value that no schema describes as it came, without what counts as unassigned (RFC 7643 §2.5). */
export function readUnknown(value: unknown, name: string, label: string): ScimValue | undefined {
  checkAttributeName(name, label);
  return keep(value, label === "" ? name : `${label}.${name}`);
}

function keep(value: unknown, label: string): ScimValue | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) {
    const elements = value.flatMap((element: unknown) => keep(element, label) ?? []);
    return elements.length === 0 ? undefined : elements;
  }
  if (!isObject(value)) return value as string | number | boolean;
  const result: Record<string, ScimValue> = {};
  for (const [name, raw] of Object.entries(value)) {
    const kept = readUnknown(raw, name, label);
    if (kept !== undefined) result[name] = kept;
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

/** Refuses a name outside the grammar of RFC 7643 §2.1. */
function checkAttributeName(name: string, label: string): void {
  if (attributeName.test(name)) return;
  const where = label === "" ? "" : ` in ${label}`;
  throw invalidSyntax(`${excerpt(name)}${where} is not an attribute name (RFC 7643 section 2.1).`);
}

/** RFC 7643 §2.3.1 to §2.3.7. */
function readSimple(value: unknown, attribute: AttributeDefinition, label: string): ScimValue {
  switch (attribute.type) {
    case "boolean":
      if (typeof value === "boolean") return value;
      throw invalidValue(`${label} must be true or false, not ${nameOf(value)}.`);
    case "decimal":
    case "integer":
      if (typeof value === "number" && (attribute.type === "decimal" || Number.isSafeInteger(value)))
        return value;
      throw invalidValue(`${label} must be ${attribute.type === "integer" ? "a whole number" : "a number"}.`);
    default:
      if (typeof value !== "string") throw invalidValue(`${label} must be text, not ${nameOf(value)}.`);
      checkForm(value, attribute, label);
      return value;
  }
}

function checkForm(value: string, attribute: AttributeDefinition, label: string): void {
  if (attribute.type === "dateTime" && parseInstant(value) === undefined) {
    throw invalidValue(`${label} must be a date and time such as 2026-01-31T12:00:00Z.`);
  }
  // The whitespace goes first: certificates come wrapped, and one pattern for both could take quadratic time.
  if (attribute.type === "binary" && !/^[A-Za-z0-9+/_-]*={0,2}$/.test(value.replace(/\s+/g, ""))) {
    throw invalidValue(`${label} must be base64 text.`);
  }
}

/** What a JSON value is, in words for the reader of an error. */
export function nameOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (typeof value === "string") return "text";
  return typeof value === "number" ? "a number" : String(value);
}
