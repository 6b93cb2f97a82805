import type { AttributeDefinition, ScimObject, ScimValue } from "../schema/definition.ts";
import { nameKey } from "../schema/fold.ts";
import { type CompiledType, resolveAttribute } from "../schema/resolve.ts";
import { isObject, isPresent, property, values } from "../schema/value.ts";
import type { AttributePath, Filter } from "./ast.ts";
import { comparator } from "./compare.ts";

/**
 * Whether a resource matches a filter (RFC 7644 §3.4.2.2). The resource is whole: `id`, `meta`, `externalId`
 * and the relations that the filter names included. A multi-valued attribute matches when one value does; a
 * path that resolves to nothing has no value (§3.4.2.1). `ne` is the negation of `eq`, so it holds when the
 * attribute is absent, and for several values only when none is equal.
 */
export function evaluateFilter(filter: Filter, resource: ScimObject, type: CompiledType): boolean {
  return compileFilter(filter, type)(resource);
}

/** {@link evaluateFilter} for many resources: paths are resolved and literals folded once. */
export function compileFilter(filter: Filter, type: CompiledType): (resource: ScimObject) => boolean {
  return compile(filter, (path) => resourceReader(path, type));
}

/**
 * Whether one value of a multi-valued attribute matches the filter in the brackets of a PATCH path (RFC 7644
 * §3.5.2). Names in the filter are the attribute's sub-attributes; of an attribute without any, the name
 * `value` means the element itself.
 */
export function evaluateElement(filter: Filter, element: ScimValue, attribute: AttributeDefinition): boolean {
  return compileElement(filter, attribute)(element);
}

/** {@link evaluateElement} for many elements. */
export function compileElement(
  filter: Filter,
  attribute: AttributeDefinition,
): (element: ScimValue) => boolean {
  return compile(filter, (path) => elementReader(path, attribute));
}

/** How a path's values are found, what they are, and what each of them looks like inside brackets. */
type Reader<T> = {
  /** The attribute whose values are compared. */
  readonly compared: AttributeDefinition;
  readonly read: (from: T) => readonly ScimValue[];
  /** For `pr`, which asks for the value as a whole and not for its `value` sub-attribute. */
  readonly readWhole: (from: T) => readonly ScimValue[];
  /** For brackets: the elements and the attribute that they belong to. */
  readonly elements?: { readonly of: AttributeDefinition; readonly read: (from: T) => readonly ScimValue[] };
};

function compile<T>(
  filter: Filter,
  reader: (path: AttributePath) => Reader<T> | undefined,
): (from: T) => boolean {
  switch (filter.kind) {
    case "and": {
      const left = compile(filter.left, reader);
      const right = compile(filter.right, reader);
      return (from) => left(from) && right(from);
    }
    case "or": {
      const left = compile(filter.left, reader);
      const right = compile(filter.right, reader);
      return (from) => left(from) || right(from);
    }
    case "not": {
      const inner = compile(filter.filter, reader);
      return (from) => !inner(from);
    }
    case "present":
      return present(reader(filter.path));
    case "compare":
      return compare(filter, reader(filter.path));
    case "valuePath":
      return valuePath(filter, reader(filter.path));
  }
}

function present<T>(reader: Reader<T> | undefined): (from: T) => boolean {
  if (reader === undefined) return () => false;
  return (from) => reader.readWhole(from).some(isPresent);
}

function compare<T>(
  filter: Filter & { kind: "compare" },
  reader: Reader<T> | undefined,
): (from: T) => boolean {
  const { operator, value } = filter;
  if (value === null) {
    const unassigned = present(reader);
    if (operator === "eq") return (from) => !unassigned(from);
    return operator === "ne" ? unassigned : () => false;
  }
  if (reader === undefined) return () => operator === "ne";
  if (operator === "ne") {
    const equal = comparator("eq", value, reader.compared);
    return (from) => !reader.read(from).some(equal);
  }
  const test = comparator(operator, value, reader.compared);
  return (from) => reader.read(from).some(test);
}

function valuePath<T>(
  filter: Filter & { kind: "valuePath" },
  reader: Reader<T> | undefined,
): (from: T) => boolean {
  const elements = reader?.elements;
  if (elements === undefined) return () => false;
  const test = compileElement(filter.filter, elements.of);
  return (from) => elements.read(from).some(test);
}

function resourceReader(path: AttributePath, type: CompiledType): Reader<ScimObject> | undefined {
  const found = resolveAttribute(type, path);
  if (found === undefined) return undefined;
  const { urn, attribute, sub } = found;
  const whole = (resource: ScimObject): readonly ScimValue[] => {
    const container = urn === undefined ? resource : property(resource, urn);
    return isObject(container) ? values(property(container, attribute.name)) : [];
  };
  const elements = { of: attribute, read: whole };
  if (sub !== undefined) {
    const read = (resource: ScimObject) => subValues(whole(resource), sub);
    return { compared: sub, read, readWhole: read, elements };
  }
  const fallback = attribute.subAttributes?.find((candidate) => candidate.name === "value");
  if (attribute.type !== "complex" || fallback === undefined) {
    return { compared: attribute, read: whole, readWhole: whole, elements };
  }
  // `emails co "x"` speaks of the addresses (RFC 7644 §3.4.2.2, Figure 2).
  const read = (resource: ScimObject) => subValues(whole(resource), fallback);
  return { compared: fallback, read, readWhole: whole, elements };
}

function subValues(elements: readonly ScimValue[], sub: AttributeDefinition): readonly ScimValue[] {
  return elements.flatMap((element) => (isObject(element) ? values(property(element, sub.name)) : []));
}

function elementReader(path: AttributePath, attribute: AttributeDefinition): Reader<ScimValue> | undefined {
  const found = findSubAttribute(path, attribute);
  if (found === undefined) return undefined;
  const read =
    attribute.type === "complex"
      ? (element: ScimValue) => subValues([element], found)
      : (element: ScimValue) => [element];
  return { compared: found, read, readWhole: read };
}

/** What a name inside brackets means: a sub-attribute, or the element itself as `value` of a simple attribute. */
export function findSubAttribute(
  path: AttributePath,
  attribute: AttributeDefinition,
): AttributeDefinition | undefined {
  if (path.urn !== undefined || path.sub !== undefined) return undefined;
  const key = nameKey(path.name);
  if (attribute.type !== "complex") return key === "value" ? attribute : undefined;
  return attribute.subAttributes?.find((sub) => nameKey(sub.name) === key);
}
