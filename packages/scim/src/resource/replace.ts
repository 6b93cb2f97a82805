import { mutability } from "../message/error.ts";
import type { AttributeDefinition, ScimObject, ScimValue } from "../schema/definition.ts";
import type { CompiledType } from "../schema/resolve.ts";
import { isUrn } from "./diff.ts";
import { equal } from "./equal.ts";
import { isObject, own } from "./json.ts";

/**
 * Clients that leave these out of a PUT do not mean to clear them: `active` absent is no reactivation and no
 * deactivation, `externalId` absent would lose the link between the two directories.
 */
const keptWhenAbsent = new Set(["active", "externalId"]);

/**
 * The attributes after a PUT (RFC 7644 §3.5.1): what the body gives replaces, what it leaves out is cleared,
 * except {@link keptWhenAbsent}, immutable attributes and those that a client never reads back, and so cannot
 * repeat. An immutable attribute that differs is refused.
 */
export function replaceAttributes(current: ScimObject, next: ScimObject, type: CompiledType): ScimObject {
  const result: Record<string, ScimValue> = { ...merge(current, next, type.core.attributes, "") };
  for (const [name, value] of Object.entries(next)) {
    if (isUrn(name)) result[name] = value;
  }
  for (const schema of type.extensions.values()) {
    const merged = merge(
      container(current, schema.urn),
      container(next, schema.urn),
      schema.attributes,
      `${schema.urn}:`,
    );
    if (Object.keys(merged).length > 0) result[schema.urn] = merged;
  }
  return result;
}

function merge(
  current: ScimObject,
  next: ScimObject,
  attributes: ReadonlyMap<string, { readonly definition: AttributeDefinition }>,
  prefix: string,
): ScimObject {
  const result: Record<string, ScimValue> = {};
  for (const [name, value] of Object.entries(next)) {
    if (!isUrn(name)) result[name] = value;
  }
  for (const { definition } of attributes.values()) {
    const before = own(current, definition.name);
    if (before === undefined) continue;
    const after = own(result, definition.name);
    if (after === undefined && kept(definition)) result[definition.name] = before;
    if (after !== undefined && definition.mutability === "immutable" && !equal(before, after)) {
      throw mutability(`${prefix}${definition.name} cannot be changed once it is set.`);
    }
  }
  return result;
}

function kept(definition: AttributeDefinition): boolean {
  return (
    keptWhenAbsent.has(definition.name) ||
    definition.mutability === "immutable" ||
    definition.returned === "never" ||
    definition.returned === "request"
  );
}

function container(attributes: ScimObject, urn: string): ScimObject {
  const value = own(attributes, urn);
  return isObject(value) ? (value as ScimObject) : {};
}
