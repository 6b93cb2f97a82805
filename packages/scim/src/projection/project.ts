import type { AttributeDefinition, ScimObject, ScimValue } from "../schema/definition.ts";
import { nameKey } from "../schema/fold.ts";
import type { CompiledAttribute, CompiledSchema, CompiledType } from "../schema/resolve.ts";
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
  const shown = entries(resource, (name, value) => {
    const key = nameKey(name);
    const extension = type.extensions.get(key);
    return extension !== undefined || name.includes(":")
      ? projectExtension(key, value, extension, projection)
      : projectAttribute({ key, schemaKey: "", known: type.core.attributes.get(key) }, value, projection);
  });
  return shown ?? {};
}

/** RFC 7643 §3.3: an extension's attributes stand in an object under its URN. */
function projectExtension(
  schemaKey: string,
  value: ScimValue,
  schema: CompiledSchema | undefined,
  projection: Projection,
): ScimValue | undefined {
  if (!isObject(value))
    return projectAttribute({ key: schemaKey, schemaKey, known: undefined }, value, projection);
  return entries(value, (name, inner) => {
    const key = nameKey(name);
    return projectAttribute(
      { key: `${schemaKey}:${key}`, schemaKey, known: schema?.attributes.get(key) },
      inner,
      projection,
    );
  });
}

/** An attribute in a resource: its key in a Projection, its schema's, and its definition when it has one. */
type Place = {
  readonly key: string;
  readonly schemaKey: string;
  readonly known: CompiledAttribute | undefined;
};

/** Whether an attribute is shown as a whole, only with the sub-attributes that were named, or not at all. */
type Selection = "whole" | "parts" | "none";

function projectAttribute(place: Place, value: ScimValue, projection: Projection): ScimValue | undefined {
  const selected = select(place, projection);
  if (selected === "none") return undefined;
  // A simple attribute has no parts: `userName.value` is an unknown name, and shows nothing.
  const simple = place.known !== undefined && place.known.definition.type !== "complex";
  if (simple) return selected === "whole" ? value : undefined;
  // Ten thousand members must not be taken apart and put together again when nothing is left out.
  if (selected === "whole" && isShownEntire(place, projection)) return value;
  if (!Array.isArray(value)) return projectElement(place, value, projection, selected);
  const elements = value.flatMap((element) => projectElement(place, element, projection, selected) ?? []);
  return elements.length === 0 ? undefined : elements;
}

function select(place: Place, projection: Projection): Selection {
  const { only, except } = projection;
  const returned = place.known?.definition.returned ?? "default";
  if (returned === "always") return "whole";
  if (returned === "never" || except?.has(place.key) || except?.has(place.schemaKey)) return "none";
  if (only?.has(place.key)) return "whole";
  if (only !== undefined && touches(only, place.key)) return "parts";
  const byDefault = only === undefined || only.has(place.schemaKey);
  return byDefault && returned === "default" ? "whole" : "none";
}

function isShownEntire(place: Place, projection: Projection): boolean {
  if (projection.except !== undefined && touches(projection.except, place.key)) return false;
  const subAttributes = place.known?.definition.subAttributes ?? [];
  return subAttributes.every((sub) => sub.returned === "default" || sub.returned === "always");
}

function projectElement(
  place: Place,
  element: ScimValue,
  projection: Projection,
  selected: Selection,
): ScimValue | undefined {
  if (!isObject(element)) return selected === "whole" ? element : undefined;
  return entries(element, (name, value) => {
    const key = nameKey(name);
    const returned = place.known?.subAttributes.get(key)?.returned ?? "default";
    return showsSub(`${place.key}.${key}`, returned, projection, selected) ? value : undefined;
  });
}

function showsSub(
  key: string,
  returned: AttributeDefinition["returned"],
  projection: Projection,
  selected: Selection,
): boolean {
  if (returned === "never") return false;
  if (returned === "always") return true;
  if (projection.except?.has(key)) return false;
  if (projection.only?.has(key)) return true;
  return selected === "whole" && returned === "default";
}

/** What is left of an object; undefined when nothing is. Built without assignment: `__proto__` may be a key. */
function entries(
  object: ScimObject,
  keep: (name: string, value: ScimValue) => ScimValue | undefined,
): ScimObject | undefined {
  const kept = Object.entries(object).flatMap(([name, value]): [string, ScimValue][] => {
    const shown = keep(name, value);
    return shown === undefined ? [] : [[name, shown]];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
