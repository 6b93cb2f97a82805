import { parseProjection } from "../projection/project.ts";
import { checkScope, type TypeExchange } from "./exchange.ts";
import { listByCursor } from "./list-by-cursor.ts";
import { listResponse } from "./list-response.ts";
import { type Parameters, readCount, readStartIndex } from "./parameters.ts";
import { readSelection } from "./query.ts";
import { represent } from "./represent.ts";
import type { ScimResponse } from "./request.ts";
import { respond } from "./respond.ts";

/** RFC 7644 §3.4.2: GET of a type's endpoint. */
export function list(exchange: TypeExchange): Promise<ScimResponse> {
  return listWith(exchange, exchange.parameters);
}

/** The list that some parameters ask for, from a query string or a SearchRequest. */
export async function listWith(exchange: TypeExchange, parameters: Parameters): Promise<ScimResponse> {
  const { context, interop, limits, type } = exchange;
  checkScope(context, "GET", type);
  if (parameters.cursor !== undefined) return listByCursor(exchange, [type], parameters);
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
