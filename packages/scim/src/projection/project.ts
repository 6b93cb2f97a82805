import type { AttributeDefinition, ScimObject, ScimValue } from "../schema/definition.ts";
import { nameKey } from "../schema/fold.ts";
import type { CompiledSchema, CompiledType } from "../schema/resolve.ts";
import { isObject } from "../schema/value.ts";

/**
 * What `attributes` and `excludedAttributes` ask for (RFC 7644 §3.4.2.5), as lower-cased paths without the core
 * URN. Names that no resource has are in it too, and select nothing. The empty name is the core schema whole.
 */
export type Projection = {
  readonly only?: ReadonlySet<string>;
  readonly except?: ReadonlySet<string>;
};

/** The two parameters, as a query string (comma-separated) or a search request (a list) gives them. */
export type ProjectionParameters = {
  readonly attributes?: string | readonly string[] | undefined;
  readonly excludedAttributes?: string | readonly string[] | undefined;
};

/**
 * Reads the two parameters (RFC 7644 §3.4.2.5 and §3.9). The RFC leaves open what both together mean: here the
 * excluded ones are taken from the requested ones. Unknown names are ignored.
 */
export function parseProjection(parameters: ProjectionParameters, type: CompiledType): Projection {
  const only = readNames(parameters.attributes, type);
  const except = readNames(parameters.excludedAttributes, type);
  return { ...(only === undefined ? {} : { only }), ...(except === undefined ? {} : { except }) };
}

/** Undefined for a parameter without any name: `?attributes=` asks for nothing in particular. */
function readNames(
  parameter: string | readonly string[] | undefined,
  type: CompiledType,
): ReadonlySet<string> | undefined {
  const lists = typeof parameter === "string" ? [parameter] : (parameter ?? []);
  const names = lists.flatMap((list) => list.split(",")).map((name) => nameKey(name.trim()));
  const core = nameKey(type.core.urn);
  const keys = names.filter((name) => name !== "").map((name) => withoutCoreUrn(name, core, type));
  return keys.length === 0 ? undefined : new Set(keys);
}

/** The core URN is optional in a path (RFC 7644 §3.10). An extension's URN may begin with it, and stays. */
function withoutCoreUrn(name: string, core: string, type: CompiledType): string {
  if (name === core) return "";
  const inExtension = [...type.extensions.keys()].some((urn) => name === urn || name.startsWith(`${urn}:`));
  return name.startsWith(`${core}:`) && !inExtension ? name.slice(core.length + 1) : name;
}

/**
 * Whether the answer shows a core attribute that is returned by default, so that `members` and `groups` are not
 * loaded in vain.
 */
export function wants(projection: Projection, attributeName: string): boolean {
  const key = nameKey(attributeName);
  if (projection.except?.has(key) || projection.except?.has("")) return false;
  return projection.only === undefined || projection.only.has("") || touches(projection.only, key);
}

/** Whether the set names the attribute or something inside it. */
function touches(names: ReadonlySet<string>, key: string): boolean {
  return (
    names.has(key) || [...names].some((name) => name.startsWith(`${key}.`) || name.startsWith(`${key}:`))
  );
}

/**
 * The resource as a client sees it: RFC 7643 §7 `returned` of every attribute and sub-attribute, and what the
 * projection asks. `schemas` and `id` are always there; attributes that no schema knows count as returned by
 * default, so that a client gets back what it wrote.
 */
export function project(resource: ScimObject, projection: Projection, type: CompiledType): ScimObject {
  const shown = Object.entries(resource).flatMap(([name, value]): [string, ScimValue][] => {
    const extension = type.extensions.get(nameKey(name));
    const kept =
      extension !== undefined || name.includes(":")
        ? projectExtension(name, value, extension, projection)
        : projectAttribute(
            nameKey(name),
            "",
            value,
            type.core.attributes.get(nameKey(name))?.definition,
            projection,
          );
    return kept === undefined ? [] : [[name, kept]];
  });
  // Not by assignment: `__proto__` as a key would set the prototype.
  return Object.fromEntries(shown);
}

/** RFC 7643 §3.3: an extension's attributes stand in an object under its URN. */
function projectExtension(
  urn: string,
  value: ScimValue,
  schema: CompiledSchema | undefined,
  projection: Projection,
): ScimValue | undefined {
  const key = nameKey(urn);
  if (!isObject(value)) return selection(key, key, "default", projection) === "none" ? undefined : value;
  const shown = Object.entries(value).flatMap(([name, inner]): [string, ScimValue][] => {
    const definition = schema?.attributes.get(nameKey(name))?.definition;
    const kept = projectAttribute(`${key}:${nameKey(name)}`, key, inner, definition, projection);
    return kept === undefined ? [] : [[name, kept]];
  });
  return shown.length === 0 ? undefined : Object.fromEntries(shown);
}

function projectAttribute(
  key: string,
  schemaKey: string,
  value: ScimValue,
  definition: AttributeDefinition | undefined,
  projection: Projection,
): ScimValue | undefined {
  const returned = definition?.returned ?? "default";
  const selected = returned === "always" ? "whole" : selection(key, schemaKey, returned, projection);
  if (selected === "none") return undefined;
  // A simple attribute has no parts: `userName.value` is an unknown name, and shows nothing.
  if (definition !== undefined && definition.type !== "complex")
    return selected === "whole" ? value : undefined;
  if (Array.isArray(value)) {
    const elements = value.flatMap(
      (element) => projectElement(key, element, definition, projection, selected) ?? [],
    );
    return elements.length === 0 ? undefined : elements;
  }
  return projectElement(key, value, definition, projection, selected);
}

function projectElement(
  key: string,
  element: ScimValue,
  definition: AttributeDefinition | undefined,
  projection: Projection,
  selected: "whole" | "parts",
): ScimValue | undefined {
  if (!isObject(element)) return selected === "whole" ? element : undefined;
  const shown = Object.entries(element).filter(([name]) => {
    const subKey = `${key}.${nameKey(name)}`;
    const returned =
      definition?.subAttributes?.find((sub) => nameKey(sub.name) === nameKey(name))?.returned ?? "default";
    return showsSub(subKey, returned, projection, selected);
  });
  return shown.length === 0 ? undefined : Object.fromEntries(shown);
}

type Returned = AttributeDefinition["returned"];

/** Whether an attribute is shown as a whole, only with the sub-attributes that were named, or not at all. */
function selection(
  key: string,
  schemaKey: string,
  returned: Returned,
  projection: Projection,
): "whole" | "parts" | "none" {
  const { only, except } = projection;
  if (returned === "never" || except?.has(key) || except?.has(schemaKey)) return "none";
  if (only?.has(key)) return "whole";
  if (only !== undefined && touches(only, key)) return "parts";
  const byDefault = only === undefined || only.has(schemaKey);
  return byDefault && returned === "default" ? "whole" : "none";
}

function showsSub(
  key: string,
  returned: Returned,
  projection: Projection,
  selected: "whole" | "parts",
): boolean {
  if (returned === "never") return false;
  if (returned === "always") return true;
  if (projection.except?.has(key)) return false;
  if (projection.only?.has(key)) return true;
  return selected === "whole" && returned === "default";
}
