import { parseProjection } from "../projection/project.ts";
import { answer } from "./answer.ts";
import { checkScope, type ResourceExchange } from "./exchange.ts";
import { find } from "./find.ts";
import { etagOf, isNotModified } from "./precondition.ts";
import type { ScimResponse } from "./request.ts";
import { respondEmpty } from "./respond.ts";

/** RFC 7644 §3.4.1: GET of one resource. 304 when the client has this version (§3.14). */
export async function read(exchange: ResourceExchange): Promise<ScimResponse> {
  checkScope(exchange.context, "GET", exchange.type);
  const projection = parseProjection(exchange.parameters, exchange.type);
  const resource = await find(exchange);
  if (isNotModified(exchange.request, resource)) {
    return respondEmpty(exchange.interop, 304, { headers: { ETag: etagOf(resource) } });
  }
  return answer(exchange, resource, projection);
}
