import type { AttributeDefinition, ScimObject, ScimValue } from "../schema/definition.ts";
import { compareCodePoints, fold, parseInstant } from "../schema/fold.ts";
import { type CompiledType, resolveAttribute } from "../schema/resolve.ts";
import { isObject, property, values } from "../schema/value.ts";
import type { AttributePath, ComparisonOperator, ComparisonValue } from "./ast.ts";

/** A value in the form in which values of its type are compared; undefined when it is not of the type. */
export function comparable(
  value: unknown,
  attribute: AttributeDefinition,
): string | number | boolean | undefined {
  switch (attribute.type) {
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "decimal":
    case "integer":
      return typeof value === "number" ? value : undefined;
    case "dateTime":
      return typeof value === "string" ? parseInstant(value) : undefined;
    case "complex":
      return undefined;
    default:
      if (typeof value !== "string") return undefined;
      return attribute.caseExact ? value : fold(value);
  }
}

/** RFC 7644 §3.4.2.2 Table 3 for one value: of the attribute's type, honouring its `caseExact`. `ne` is not here. */
export function comparator(
  operator: Exclude<ComparisonOperator, "ne">,
  expected: ComparisonValue,
  attribute: AttributeDefinition,
): (value: ScimValue) => boolean {
  const right = comparable(expected, attribute);
  if (right === undefined) return () => false;
  return (value) => {
    const left = comparable(value, attribute);
    return left !== undefined && matches(operator, left, right);
  };
}

type Comparable = string | number | boolean;

function matches(operator: Exclude<ComparisonOperator, "ne">, left: Comparable, right: Comparable): boolean {
  switch (operator) {
    case "eq":
      return left === right;
    case "co":
      return typeof left === "string" && typeof right === "string" && left.includes(right);
    case "sw":
      return typeof left === "string" && typeof right === "string" && left.startsWith(right);
    case "ew":
      return typeof left === "string" && typeof right === "string" && left.endsWith(right);
    case "gt":
      return order(left, right) > 0;
    case "ge":
      return order(left, right) >= 0;
    case "lt":
      return order(left, right) < 0;
    case "le":
      return order(left, right) <= 0;
  }
}

/** Text by code point, everything else by number; false comes before true. */
function order(left: Comparable, right: Comparable): number {
  if (typeof left === "string" && typeof right === "string") return compareCodePoints(left, right);
  return Number(left) - Number(right);
}

/** How much of a text counts for its order: a place in a sorted list has to fit into a cursor, and that into a URL. */
const sortedCharacters = 256;

/** What one resource is sorted by; undefined when it has no value there. */
export type SortValue = string | number | boolean | undefined;

/**
 * RFC 7644 §3.4.2.3: the value of a sort path, in the form in which its type compares. Of a multi-valued
 * attribute the primary value counts, else the first; of a complex one its `value` unless a sub-attribute is
 * named. Of a text the first {@link sortedCharacters} characters count.
 */
export function sortValue(resource: ScimObject, path: AttributePath, type: CompiledType): SortValue {
  const value = wholeSortValue(resource, path, type);
  if (typeof value !== "string" || value.length <= sortedCharacters) return value;
  return [...value.slice(0, 2 * sortedCharacters)].slice(0, sortedCharacters).join("");
}

function wholeSortValue(resource: ScimObject, path: AttributePath, type: CompiledType): SortValue {
  const found = resolveAttribute(type, path);
  if (found === undefined) return undefined;
  const container = found.urn === undefined ? resource : property(resource, found.urn);
  if (!isObject(container)) return undefined;
  const elements = values(property(container, found.attribute.name));
  const chosen = elements.find((element) => isObject(element) && property(element, "primary") === true);
  const element = chosen ?? elements[0];
  if (found.attribute.type !== "complex") return comparable(element, found.attribute);
  const sub = found.sub ?? found.attribute.subAttributes?.find((candidate) => candidate.name === "value");
  if (sub === undefined || !isObject(element)) return undefined;
  return comparable(values(property(element, sub.name))[0], sub);
}

/**
 * Ascending order of two sort values (RFC 7644 §3.4.2.3): by code point, not by locale, missing ones last.
 * Descending is the exact reverse, which puts the missing ones first as the RFC has it.
 */
export function compareForSort(left: SortValue, right: SortValue): number {
  if (left === undefined || right === undefined) {
    return Number(left === undefined) - Number(right === undefined);
  }
  return order(left, right);
}
