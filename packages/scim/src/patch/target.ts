import type { Filter } from "../filter/ast.ts";
import { checkElementFilter } from "../filter/check.ts";
import type { Leniency } from "../filter/leniency.ts";
import { type PatchPath, parsePatchPath } from "../filter/parse.ts";
import { excerpt, invalidPath } from "../message/error.ts";
import { findSubAttribute } from "../resource/read-value.ts";
import type { AttributeDefinition, ScimObject } from "../schema/definition.ts";
import { nameKey } from "../schema/fold.ts";
import {
  type CompiledSchema,
  type CompiledType,
  resolveAttribute,
  resolveExtension,
} from "../schema/resolve.ts";
import type { PatchOptions } from "./options.ts";

/** An attribute of a known schema that an operation works on. */
export type AttributeTarget = {
  readonly kind: "attribute";
  /** The extension's URN; absent for core attributes. */
  readonly urn?: string;
  readonly attribute: AttributeDefinition;
  readonly filter?: Filter;
  readonly sub?: AttributeDefinition;
  /** The attribute as errors name it. */
  readonly label: string;
};

/** What the path of an operation means (RFC 7644 §3.5.2). */
export type Target =
  /** No path, or the core schema's URN alone. */
  | { readonly kind: "resource" }
  /** An extension's URN alone. */
  | { readonly kind: "extension"; readonly schema: CompiledSchema }
  /** The URN of an extension that no schema describes, but that this resource has. */
  | { readonly kind: "unknownExtension"; readonly urn: string }
  /** An attribute in an extension that no schema describes: kept as sent. */
  | { readonly kind: "unknownAttribute"; readonly urn: string; readonly name: string; readonly sub?: string }
  | AttributeTarget;

/**
 * Finds what a path names. Unknown attributes of known schemas are `invalidPath`: an operation is never silently
 * ignored. Extensions that no schema describes are written as they are read: freely.
 */
export function findTarget(
  path: string | undefined,
  current: ScimObject,
  type: CompiledType,
  options: PatchOptions,
): Target {
  if (path === undefined) return { kind: "resource" };
  const container = Object.keys(current).find(
    (name) => name.includes(":") && nameKey(name) === nameKey(path),
  );
  if (container !== undefined && !type.extensions.has(nameKey(container))) {
    return { kind: "unknownExtension", urn: container };
  }
  const read = (leniency: Leniency) => readTarget(path, current, type, leniency);
  return options.dialect?.parse === undefined ? read({}) : options.dialect.parse(read);
}

function readTarget(text: string, current: ScimObject, type: CompiledType, leniency: Leniency): Target {
  const parsed = parsePatchPath(text, { ...leniency, knownUrns: type.knownUrns });
  const { path } = parsed;
  if (path.name === "") {
    const schema = resolveExtension(type, path);
    return schema === undefined || schema === type.core
      ? { kind: "resource" }
      : { kind: "extension", schema };
  }
  const found = resolveAttribute(type, path);
  if (found === undefined) return unknownTarget(text, parsed, current, type);
  const sub = parsed.sub === undefined ? found.sub : findSubAttribute(found.attribute, parsed.sub);
  if (parsed.sub !== undefined && sub === undefined) throw unknownPath(text, type);
  const { attribute, urn } = found;
  const filter = parsed.filter === undefined ? undefined : checkBrackets(parsed.filter, attribute, leniency);
  return {
    kind: "attribute",
    attribute,
    label: urn === undefined ? attribute.name : `${urn}:${attribute.name}`,
    ...(urn === undefined ? {} : { urn }),
    ...(filter === undefined ? {} : { filter }),
    ...(sub === undefined ? {} : { sub }),
  };
}

function checkBrackets(filter: Filter, attribute: AttributeDefinition, leniency: Leniency): Filter {
  if (attribute.type !== "complex" && !attribute.multiValued) {
    throw invalidPath(`${attribute.name} has one plain value, so its path takes no filter.`);
  }
  return checkElementFilter(filter, attribute, leniency);
}

function unknownTarget(text: string, parsed: PatchPath, current: ScimObject, type: CompiledType): Target {
  const { urn, name, sub } = parsed.path;
  const known = urn !== undefined && type.knownUrns.some((other) => nameKey(other) === nameKey(urn));
  if (urn === undefined || known || parsed.filter !== undefined) throw unknownPath(text, type);
  const container = Object.keys(current).find((key) => nameKey(key) === nameKey(urn)) ?? urn;
  return { kind: "unknownAttribute", urn: container, name, ...(sub === undefined ? {} : { sub }) };
}

function unknownPath(text: string, type: CompiledType): Error {
  return invalidPath(`The path ${excerpt(text)} names no attribute of ${type.definition.name}.`);
}
