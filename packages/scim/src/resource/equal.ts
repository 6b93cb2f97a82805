import type { ScimValue } from "../schema/definition.ts";
import { own } from "./json.ts";

type Maybe = ScimValue | undefined;

/**
 * Whether two values are the same JSON. The order of an object's keys has no meaning; the order of a
 * multi-valued attribute has (RFC 7643 §2.4 gives it none, yet clients expect to read back what they wrote).
 */
export function equal(left: Maybe, right: Maybe): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object") return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((element: ScimValue, index) => equal(element, right[index]));
  }
  const a = left as { readonly [name: string]: ScimValue };
  const b = right as { readonly [name: string]: ScimValue };
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && equal(a[name], own(b, name)));
}
