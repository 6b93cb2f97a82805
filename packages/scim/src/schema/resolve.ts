import type { AttributePath } from "../filter/ast.ts";
import { commonAttributes } from "./common.ts";
import type { AttributeDefinition, ResourceTypeDefinition, SchemaDefinition } from "./definition.ts";
import { nameKey } from "./fold.ts";

/** One attribute with its sub-attributes by lower-cased name. */
export type CompiledAttribute = {
  readonly definition: AttributeDefinition;
  readonly subAttributes: ReadonlyMap<string, AttributeDefinition>;
};

/** One schema with its attributes by lower-cased name. */
export type CompiledSchema = {
  readonly urn: string;
  readonly attributes: ReadonlyMap<string, CompiledAttribute>;
};

/** A resource type with the tables that paths are looked up in. Built once per type, at start. */
export type CompiledType = {
  readonly definition: ResourceTypeDefinition;
  /** The core schema, common attributes (RFC 7643 §3.1) included. */
  readonly core: CompiledSchema;
  /** Extensions by lower-cased URN. */
  readonly extensions: ReadonlyMap<string, CompiledSchema>;
  /** Every URN that can stand before an attribute name, or alone: the core's and the extensions'. */
  readonly knownUrns: readonly string[];
};

/** What a path means in a type; `urn` is set for an attribute of an extension only. */
export type ResolvedPath = {
  readonly urn?: string;
  readonly attribute: AttributeDefinition;
  readonly sub?: AttributeDefinition;
  /** The same path as the schema spells it, without the core URN. */
  readonly canonical: AttributePath;
};

/**
 * Builds a type's lookup tables (RFC 7643 §6). They are Maps, so that names such as `__proto__` or
 * `constructor` find nothing.
 */
export function compileResourceType(definition: ResourceTypeDefinition): CompiledType {
  const extensions = definition.extensions.map((extension) => compileSchema(extension.schema));
  return {
    definition,
    core: compileSchema(definition.schema, commonAttributes),
    extensions: new Map(extensions.map((schema) => [nameKey(schema.urn), schema])),
    knownUrns: [definition.schema.id, ...extensions.map((schema) => schema.urn)],
  };
}

function compileSchema(
  schema: SchemaDefinition,
  common: readonly AttributeDefinition[] = [],
): CompiledSchema {
  const attributes = [...common, ...schema.attributes].map((definition): [string, CompiledAttribute] => [
    nameKey(definition.name),
    { definition, subAttributes: byName(definition.subAttributes ?? []) },
  ]);
  return { urn: schema.id, attributes: new Map(attributes) };
}

function byName(attributes: readonly AttributeDefinition[]): ReadonlyMap<string, AttributeDefinition> {
  return new Map(attributes.map((attribute) => [nameKey(attribute.name), attribute]));
}

/**
 * Finds what a path names (RFC 7644 §3.10): names and URNs without regard to case, the core URN optional.
 * Undefined when the URN, the attribute or the sub-attribute is not of this type, and for a path that is an
 * extension's URN alone: that one is for {@link resolveExtension}.
 */
export function resolveAttribute(type: CompiledType, path: AttributePath): ResolvedPath | undefined {
  const schema = path.urn === undefined ? type.core : findSchema(type, path.urn);
  const found = schema?.attributes.get(nameKey(path.name));
  if (schema === undefined || found === undefined) return undefined;
  const attribute = found.definition;
  const prefix = schema === type.core ? {} : { urn: schema.urn };
  if (path.sub === undefined) {
    return { ...prefix, attribute, canonical: { ...prefix, name: attribute.name } };
  }
  const sub = found.subAttributes.get(nameKey(path.sub));
  if (sub === undefined) return undefined;
  return { ...prefix, attribute, sub, canonical: { ...prefix, name: attribute.name, sub: sub.name } };
}

/** The core schema or an extension, by URN without regard to case. */
export function findSchema(type: CompiledType, urn: string): CompiledSchema | undefined {
  const key = nameKey(urn);
  return key === nameKey(type.core.urn) ? type.core : type.extensions.get(key);
}

/**
 * The schema that a path names as a whole, as in a PATCH whose path is an extension's URN. Such a path is
 * either `{ urn, name: "" }`, or, from a parser that was told no URNs, the URN cut at its last colon, which is
 * put together again here.
 */
export function resolveExtension(type: CompiledType, path: AttributePath): CompiledSchema | undefined {
  if (path.urn === undefined) return undefined;
  const name = path.name === "" ? "" : `:${path.name}`;
  const sub = path.sub === undefined ? "" : `.${path.sub}`;
  return findSchema(type, `${path.urn}${name}${sub}`);
}
