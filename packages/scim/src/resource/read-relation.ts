import { invalidValue } from "../message/error.ts";
import type { AttributeDefinition } from "../schema/definition.ts";
import { isObject, type JsonObject } from "./json.ts";
import { nameOf, type ReadOptions } from "./read-value.ts";

/**
 * The ids that a value of a set relation names (`members`, RFC 7643 §4.2): `value` of each element, once each.
 * The other sub-attributes are ours to derive. A single element may stand without its list (RFC 7644 §3.5.2.1).
 */
export function readMemberIds(
  raw: unknown,
  attribute: AttributeDefinition,
  options: ReadOptions = {},
): readonly string[] {
  const value = options.value === undefined ? raw : options.value(raw, attribute);
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw invalidValue(`${attribute.name} must be a list, not ${nameOf(value)}.`);
  return [...new Set(value.map((element) => readMemberId(element, attribute)))];
}

/** The id that one element of a set relation names. */
function readMemberId(element: unknown, attribute: AttributeDefinition): string {
  if (!isObject(element)) {
    throw invalidValue(
      `Each element of ${attribute.name} must be an object with a value, not ${nameOf(element)}.`,
    );
  }
  const value = element.value ?? findValue(element);
  if (typeof value !== "string" || value === "") {
    throw invalidValue(`${attribute.name}.value must be the id of a resource.`);
  }
  return value;
}

function findValue(element: JsonObject): unknown {
  return Object.entries(element).find(([name]) => name.toLowerCase() === "value")?.[1];
}
