import { isUrn } from "../resource/diff.ts";
import type { ScimObject } from "../schema/definition.ts";
import type { CompiledType } from "../schema/resolve.ts";
import { etagOf } from "./precondition.ts";
import type { RelationElement, StoredResource } from "./repository.ts";

/** RFC 7643 §3: the core schema, and the extensions that the resource really has. */
export function schemasOf(attributes: ScimObject, type: CompiledType): readonly string[] {
  return [type.core.urn, ...Object.keys(attributes).filter(isUrn)];
}

/** RFC 7643 §4.2 for the `type` of a member; §4.1.2 for that of a group, which says how the membership came to be. */
export function elementType(element: RelationElement, kind: "set" | "inverse"): string {
  return kind === "set" ? element.type : "direct";
}

/**
 * A resource as filters and sort orders see it (RFC 7644 §3.4.2.2): what a client is shown, what the server adds
 * included. `relations` holds those that the query names. URLs are not there: a repository does not know them.
 */
export function filterView(
  resource: StoredResource,
  type: CompiledType,
  relations: Readonly<Record<string, readonly RelationElement[]>> = {},
): ScimObject {
  const { id, attributes, created, lastModified } = resource;
  const related = Object.entries(relations).map(([name, elements]): [string, readonly ScimObject[]] => {
    const kind = type.definition.relations[name] ?? "set";
    return [name, elements.map((element) => ({ ...element, type: elementType(element, kind) }))];
  });
  return {
    schemas: schemasOf(attributes, type),
    ...attributes,
    id,
    meta: {
      resourceType: type.definition.name,
      created,
      lastModified,
      version: etagOf(resource),
    },
    ...Object.fromEntries(related),
  };
}
