import type { ScimObject, ScimValue } from "../schema/definition.ts";
import { equal } from "./equal.ts";
import { isObject, own } from "./json.ts";

/** One attribute that differs; the side on which it is unassigned is absent. */
export type AttributeChange = {
  /** A SCIM path (RFC 7644 §3.10): `userName`, `name.givenName`, `emails`, `urn:…:User:manager.value`. */
  readonly path: string;
  readonly before?: ScimValue;
  readonly after?: ScimValue;
};

/**
 * What changed between two states of a resource: complex attributes by sub-attribute, multi-valued ones as a
 * whole (their values have no identity, RFC 7643 §2.4), extensions by attribute under their URN.
 */
export function diffResource(before: ScimObject, after: ScimObject): readonly AttributeChange[] {
  const changes: AttributeChange[] = [];
  for (const name of namesOf(before, after)) {
    const [old, next] = [own(before, name), own(after, name)];
    if (isUrn(name)) changes.push(...diffExtension(name, old, next));
    else changes.push(...diffAttribute(name, old, next));
  }
  return changes;
}

function diffExtension(
  urn: string,
  before: ScimValue | undefined,
  after: ScimValue | undefined,
): readonly AttributeChange[] {
  const [old, next] = [container(before), container(after)];
  return namesOf(old, next).flatMap((name) =>
    diffAttribute(`${urn}:${name}`, own(old, name), own(next, name)),
  );
}

function diffAttribute(
  path: string,
  before: ScimValue | undefined,
  after: ScimValue | undefined,
): readonly AttributeChange[] {
  if (equal(before, after)) return [];
  const complex = (before === undefined || isObject(before)) && (after === undefined || isObject(after));
  if (!complex) return [change(path, before, after)];
  const [old, next] = [container(before), container(after)];
  return namesOf(old, next)
    .filter((name) => !equal(own(old, name), own(next, name)))
    .map((name) => change(`${path}.${name}`, own(old, name), own(next, name)));
}

function change(path: string, before: ScimValue | undefined, after: ScimValue | undefined): AttributeChange {
  return { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

function container(value: ScimValue | undefined): ScimObject {
  return isObject(value) ? (value as ScimObject) : {};
}

function namesOf(before: ScimObject, after: ScimObject): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}

/** Attribute names hold no colon (RFC 7643 §2.1), so one marks an extension's URN. */
export function isUrn(name: string): boolean {
  return name.includes(":");
}
