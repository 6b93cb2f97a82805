import { isObject, own } from "../resource/json.ts";
import type { ScimObject, ScimValue } from "../schema/definition.ts";

/** The object that holds an attribute: the resource itself, or an extension's container (RFC 7643 §3.3). */
export function containerOf(attributes: ScimObject, urn: string | undefined): ScimObject {
  if (urn === undefined) return attributes;
  const container = own(attributes, urn);
  return isObject(container) ? (container as ScimObject) : {};
}

/** A copy with one name set, or unassigned when the value is undefined, an empty list or an empty object. */
export function withValue(object: ScimObject, name: string, value: ScimValue | undefined): ScimObject {
  if (value !== undefined && !isEmpty(value)) return { ...object, [name]: value };
  if (!Object.hasOwn(object, name)) return object;
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}

/** {@link withValue} for an attribute in a resource; an extension left empty goes (RFC 7643 §2.5). */
export function withAttribute(
  attributes: ScimObject,
  urn: string | undefined,
  name: string,
  value: ScimValue | undefined,
): ScimObject {
  if (urn === undefined) return withValue(attributes, name, value);
  return withValue(attributes, urn, withValue(containerOf(attributes, urn), name, value));
}

function isEmpty(value: ScimValue): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}
