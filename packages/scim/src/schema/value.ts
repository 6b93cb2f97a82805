import type { ScimObject, ScimValue } from "./definition.ts";

/** An own property, or undefined: a name such as `constructor` must not find what every object inherits. */
export function property(object: ScimObject, name: string): ScimValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Whether a value is a complex one (RFC 7643 §2.3.8). */
export function isObject(value: ScimValue | null | undefined): value is ScimObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as a list: RFC 7643 §2.4 lets a multi-valued attribute have one value, and §2.5 none. */
export function values(value: ScimValue | null | undefined): readonly ScimValue[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value as ScimValue];
}

/** RFC 7644 §3.4.2.2 Table 3, `pr`: false and 0 are values; empty text, lists and objects are not. */
export function isPresent(value: ScimValue | null | undefined): boolean {
  if (value === null || value === undefined || value === "") return false;
  if (Array.isArray(value)) return value.some(isPresent);
  return isObject(value) ? Object.values(value).some(isPresent) : true;
}
