import { excerpt, invalidSyntax, invalidValue } from "../message/error.ts";
import type { ScimObject, ScimValue } from "../schema/definition.ts";
import { nameKey } from "../schema/fold.ts";
import { type CompiledSchema, type CompiledType, findSchema } from "../schema/resolve.ts";
import { isUrn } from "./diff.ts";
import { checkJson, isObject, type JsonObject } from "./json.ts";
import { readMemberIds } from "./read-relation.ts";
import { ignored, nameOf, type ReadOptions, readUnknown, readValue } from "./read-value.ts";

/** What a client's body says about a resource. */
export type ReadResource = {
  /** Canonical names, checked types; without `schemas`, `id`, `meta`, relations and anything read-only. */
  readonly attributes: ScimObject;
  /** The content of each set relation that the body names; `null` and `[]` give an empty list. */
  readonly relations: Readonly<Record<string, readonly string[]>>;
};

/** An extension's URN as the key of its container (RFC 7643 §3.3), in the characters of RFC 8141. */
const containerName = /^urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}:[A-Za-z0-9()+,\-.:=@;$_!*'%/?#]+$/i;

/**
 * Turns the body of a POST or PUT into canonical attributes (RFC 7643 §2, RFC 7644 §3.3): names as the schema
 * spells them, types checked, null and empty lists dropped, read-only attributes ignored. What no schema
 * describes is kept as sent, extensions included: clients expect to read back what they wrote.
 */
export function readResource(body: unknown, type: CompiledType, options: ReadOptions = {}): ReadResource {
  if (!isObject(body)) throw invalidSyntax(`The body must be a JSON object, not ${nameOf(body)}.`);
  checkJson(body);
  return readChecked(body, type, options);
}

/** {@link readResource} for a body that {@link checkJson} has already passed. */
export function readChecked(body: JsonObject, type: CompiledType, options: ReadOptions): ReadResource {
  const attributes: Record<string, ScimValue> = {};
  const relations: Record<string, readonly string[]> = {};
  for (const [name, raw] of flattenCore(body, type)) {
    if (isUrn(name)) readContainer(name, raw, type, options, attributes);
    else readCore(name, raw, type, options, attributes, relations);
  }
  return { attributes, relations };
}

/** A container under the core URN holds core attributes (RFC 7644 §3.10 makes that URN optional). */
function flattenCore(body: JsonObject, type: CompiledType): readonly (readonly [string, unknown])[] {
  const entries: (readonly [string, unknown])[] = [];
  const seen = new Set<string>();
  for (const [name, raw] of Object.entries(body)) {
    const inner =
      nameKey(name) === nameKey(type.core.urn) && isObject(raw)
        ? Object.entries(raw)
        : [[name, raw] as const];
    for (const entry of inner) {
      const key = nameKey(entry[0]);
      if (seen.has(key)) throw invalidSyntax(`The attribute ${excerpt(entry[0])} is given twice.`);
      seen.add(key);
      entries.push(entry);
    }
  }
  return entries;
}

function readCore(
  name: string,
  raw: unknown,
  type: CompiledType,
  options: ReadOptions,
  attributes: Record<string, ScimValue>,
  relations: Record<string, readonly string[]>,
): void {
  const found = type.core.attributes.get(nameKey(name))?.definition;
  if (found === undefined) {
    const kept = readUnknown(raw, name, "");
    if (kept !== undefined) attributes[name] = kept;
    return;
  }
  if (found.name === "schemas" || ignored(found)) return;
  if (type.definition.relations[found.name] === "set") {
    relations[found.name] = readMemberIds(raw, found, options);
    return;
  }
  const read = readValue(raw, found, found.name, options);
  if (read !== undefined) attributes[found.name] = read;
}

function readContainer(
  name: string,
  raw: unknown,
  type: CompiledType,
  options: ReadOptions,
  attributes: Record<string, ScimValue>,
): void {
  if (!containerName.test(name))
    throw invalidSyntax(`${excerpt(name)} is neither an attribute name nor a schema URN.`);
  if (raw === null) return;
  if (!isObject(raw)) throw invalidValue(`${excerpt(name)} must be an object, not ${nameOf(raw)}.`);
  const schema = findSchema(type, name);
  const read = schema === undefined ? keepContainer(raw, name) : readExtension(raw, schema, options);
  if (read !== undefined) attributes[schema?.urn ?? name] = read;
}

/** Reads the attributes of one known extension (RFC 7643 §3.3). */
function readExtension(
  raw: JsonObject,
  schema: CompiledSchema,
  options: ReadOptions,
): ScimObject | undefined {
  const result: Record<string, ScimValue> = {};
  for (const [name, value] of Object.entries(raw)) {
    const found = schema.attributes.get(nameKey(name))?.definition;
    if (found !== undefined && ignored(found)) continue;
    const read =
      found === undefined
        ? readUnknown(value, name, schema.urn)
        : readValue(value, found, `${schema.urn}:${found.name}`, options);
    if (read !== undefined) result[found?.name ?? name] = read;
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

function keepContainer(raw: JsonObject, urn: string): ScimObject | undefined {
  const result: Record<string, ScimValue> = {};
  for (const [name, value] of Object.entries(raw)) {
    const kept = readUnknown(value, name, urn);
    if (kept !== undefined) result[name] = kept;
  }
  return Object.keys(result).length === 0 ? undefined : result;
}
