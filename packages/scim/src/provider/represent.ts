import { type Projection, project, wants } from "../projection/project.ts";
import type { ScimObject } from "../schema/definition.ts";
import type { CompiledType } from "../schema/resolve.ts";
import { elementType, schemasOf } from "./filter-view.ts";
import { etagOf } from "./precondition.ts";
import type { RelationElement, Repository, StoredResource } from "./repository.ts";
import type { ProviderContext } from "./request.ts";

/** The resource's URL: `meta.location`, `Location`, and the `$ref` of those that point at it (RFC 7643 §3.1). */
export function locationOf(baseUrl: string, type: CompiledType, id: string): string {
  return `${baseUrl}${type.definition.endpoint}/${encodeURIComponent(id)}`;
}

/**
 * Stored resources as clients see them. Relations that the projection shows are loaded in one call per relation,
 * however many resources there are; others are not touched.
 */
export async function represent(
  resources: readonly StoredResource[],
  type: CompiledType,
  projection: Projection,
  context: ProviderContext,
): Promise<readonly ScimObject[]> {
  const { repository } = context;
  const shown = Object.entries(type.definition.relations).filter(([name]) => wants(projection, name));
  const ids = resources.map(({ id }) => id);
  const loaded = await Promise.all(shown.map(([name]) => loadRelation(repository, type, name, ids)));
  return resources.map((resource) => {
    const relations = shown.map(([name, kind], index): readonly [string, readonly ScimObject[]] => {
      const elements = loaded[index]?.get(resource.id) ?? [];
      return [name, elements.map((element) => relationElement(element, kind, context))];
    });
    return project(whole(resource, relations, type, context), projection, type);
  });
}

function loadRelation(
  repository: Repository,
  type: CompiledType,
  name: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly RelationElement[]>> {
  return ids.length === 0
    ? Promise.resolve(new Map())
    : repository.relations(type.definition.name, name, ids);
}

/** RFC 7643 §4.2 for members; §4.1.2 for groups. */
function relationElement(
  element: RelationElement,
  kind: "set" | "inverse",
  context: ProviderContext,
): ScimObject {
  const type = context.resourceTypes.find(({ definition }) => definition.name === element.type);
  return {
    value: element.value,
    ...(type === undefined ? {} : { $ref: locationOf(context.baseUrl, type, element.value) }),
    ...(element.display === undefined ? {} : { display: element.display }),
    type: elementType(element, kind),
  };
}

function whole(
  resource: StoredResource,
  relations: readonly (readonly [string, readonly ScimObject[]])[],
  type: CompiledType,
  context: ProviderContext,
): ScimObject {
  const { id, attributes } = resource;
  const related = relations.filter(([, elements]) => elements.length > 0);
  return {
    schemas: schemasOf(attributes, type),
    id,
    ...attributes,
    ...Object.fromEntries(related),
    meta: {
      resourceType: type.definition.name,
      created: resource.created,
      lastModified: resource.lastModified,
      location: locationOf(context.baseUrl, type, id),
      version: etagOf(resource),
    },
  };
}
