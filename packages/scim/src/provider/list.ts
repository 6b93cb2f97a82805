import { parseProjection } from "../projection/project.ts";
import type { ScimObject } from "../schema/definition.ts";
import { checkScope, type TypeExchange } from "./exchange.ts";
import { type Parameters, readCount, readStartIndex } from "./parameters.ts";
import { readSelection } from "./query.ts";
import { represent } from "./represent.ts";
import type { ScimResponse } from "./request.ts";
import { respond } from "./respond.ts";

/** RFC 7644 §3.4.2: the URN in the `schemas` of every list. */
export const listResponseUrn = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/** RFC 7644 §3.4.2: GET of a type's endpoint. */
export function list(exchange: TypeExchange): Promise<ScimResponse> {
  return listWith(exchange, exchange.parameters);
}

/** The list that some parameters ask for, from a query string or a SearchRequest. */
export async function listWith(exchange: TypeExchange, parameters: Parameters): Promise<ScimResponse> {
  const { context, interop, limits, type } = exchange;
  checkScope(context, "GET", type);
  const projection = parseProjection(parameters, type);
  const startIndex = readStartIndex(parameters);
  const query = {
    ...readSelection(exchange, parameters, type),
    startIndex,
    count: readCount(parameters, limits),
  };
  const page = await context.repository.list(type.definition.name, query);
  const resources = await represent(page.resources, type, projection, context);
  return respond(interop, 200, listResponse(page.totalResults, startIndex, resources));
}

/** RFC 7644 §3.4.2: no match is a list without resources, never an error. */
export function listResponse(
  totalResults: number,
  startIndex: number,
  resources: readonly ScimObject[],
): ScimObject {
  return {
    schemas: [listResponseUrn],
    totalResults,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}
