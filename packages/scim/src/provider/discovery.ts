import { excerpt, forbidden, notFound } from "../message/error.ts";
import type { AttributeDefinition, SchemaDefinition, ScimObject } from "../schema/definition.ts";
import { nameKey } from "../schema/fold.ts";
import { resourceTypeSchema, schemaSchema, serviceProviderConfigSchema } from "../schema/meta-schemas.ts";
import type { CompiledType } from "../schema/resolve.ts";
import type { Exchange } from "./exchange.ts";
import { listResponse } from "./list-response.ts";
import type { ScimResponse } from "./request.ts";
import { respond } from "./respond.ts";

/** RFC 7643 §5 and RFC 7644 §4: what this provider supports, whole, for clients stumble over missing members. */
export function serviceProviderConfig({ context, interop, limits }: Exchange): ScimResponse {
  const location = `${context.baseUrl}/ServiceProviderConfig`;
  const body = {
    schemas: [serviceProviderConfigSchema.id],
    patch: { supported: true },
    bulk: {
      supported: true,
      maxOperations: limits.bulkOperations,
      maxPayloadSize: limits.bulkPayload,
    },
    filter: { supported: true, maxResults: limits.maxCount },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: context.cursors !== undefined,
      index: true,
      defaultPaginationMethod: "index",
      defaultPageSize: limits.defaultCount,
      maxPageSize: limits.maxCount,
      ...(context.cursors === undefined ? {} : { cursorTimeout: context.cursors.timeoutSeconds }),
    },
    authenticationSchemes: [
      {
        type: "oauthbearertoken",
        name: "Bearer token",
        description: "A token of this directory in the Authorization header (RFC 6750).",
        specUri: "https://www.rfc-editor.org/info/rfc6750",
        primary: true,
      },
    ],
    meta: { resourceType: "ServiceProviderConfig", location },
  };
  return respond(interop, 200, body, { headers: { "Content-Location": location } });
}

/** RFC 7644 §4: `/Schemas`, and one schema by its URN. Message schemas are not among them (§3.1). */
export function schemas(exchange: Exchange, urn: string | undefined): ScimResponse {
  const all = schemaDefinitions(exchange.context.resourceTypes);
  return respondDiscovery(
    exchange,
    urn,
    all.map((schema) => [schema.id, representSchema(schema, exchange)]),
    "schema",
  );
}

/** RFC 7644 §4: `/ResourceTypes`, and one type by its name. */
export function resourceTypes(exchange: Exchange, name: string | undefined): ScimResponse {
  const all = exchange.context.resourceTypes.map((type): [string, ScimObject] => [
    type.definition.name,
    representType(type, exchange),
  ]);
  return respondDiscovery(exchange, name, all, "resource type");
}

/** RFC 7644 §4: filters are refused here, paging and sorting ignored. */
function respondDiscovery(
  exchange: Exchange,
  wanted: string | undefined,
  all: readonly (readonly [string, ScimObject])[],
  what: string,
): ScimResponse {
  const { interop, parameters } = exchange;
  if (parameters.filter !== undefined)
    throw forbidden("Discovery endpoints cannot be filtered (RFC 7644 section 4).");
  if (wanted === undefined) {
    return respond(
      interop,
      200,
      listResponse(
        all.length,
        1,
        all.map(([, body]) => body),
      ),
    );
  }
  const found = all.find(([id]) => nameKey(id) === nameKey(wanted))?.[1];
  if (found === undefined) throw notFound(`There is no ${what} ${excerpt(wanted)}.`);
  return respond(interop, 200, found);
}

function schemaDefinitions(types: readonly CompiledType[]): readonly SchemaDefinition[] {
  const used = types.flatMap(({ definition }) => [
    definition.schema,
    ...definition.extensions.map((extension) => extension.schema),
  ]);
  const all = [...used, serviceProviderConfigSchema, resourceTypeSchema, schemaSchema];
  return [...new Map(all.map((schema) => [schema.id, schema])).values()];
}

/** RFC 7643 §7; schemas and meta by errata 5999 and 8417. */
function representSchema(schema: SchemaDefinition, { context }: Exchange): ScimObject {
  return {
    schemas: [schemaSchema.id],
    id: schema.id,
    name: schema.name,
    description: schema.description,
    attributes: schema.attributes.map(representAttribute),
    meta: { resourceType: "Schema", location: `${context.baseUrl}/Schemas/${schema.id}` },
  };
}

function representAttribute(attribute: AttributeDefinition): ScimObject {
  const { subAttributes, canonicalValues, referenceTypes, ...rest } = attribute;
  return {
    ...rest,
    ...(canonicalValues === undefined ? {} : { canonicalValues }),
    ...(referenceTypes === undefined ? {} : { referenceTypes }),
    ...(subAttributes === undefined ? {} : { subAttributes: subAttributes.map(representAttribute) }),
  };
}

/** RFC 7643 §6. */
function representType({ definition }: CompiledType, { context }: Exchange): ScimObject {
  const { name, extensions } = definition;
  return {
    schemas: [resourceTypeSchema.id],
    id: name,
    name,
    description: definition.description,
    endpoint: definition.endpoint,
    schema: definition.schema.id,
    ...(extensions.length === 0
      ? {}
      : { schemaExtensions: extensions.map(({ schema, required }) => ({ schema: schema.id, required })) }),
    meta: { resourceType: "ResourceType", location: `${context.baseUrl}/ResourceTypes/${name}` },
  };
}
