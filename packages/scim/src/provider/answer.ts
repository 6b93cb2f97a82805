import type { Projection } from "../projection/project.ts";
import type { ResourceExchange } from "./exchange.ts";
import { etagOf } from "./precondition.ts";
import type { StoredResource } from "./repository.ts";
import { locationOf, represent } from "./represent.ts";
import type { ScimResponse } from "./request.ts";
import { respond, respondEmpty } from "./respond.ts";

/**
 * 200 with one resource, its version and its URL (RFC 7644 §3.4.1, §3.5). RFC 7643 §3.1 asks for Content-Location;
 * the examples of RFC 7644 send Location, where clients look for it.
 */
export async function answer(
  exchange: ResourceExchange,
  resource: StoredResource,
  projection: Projection,
  skipped: readonly string[] = [],
): Promise<ScimResponse> {
  const { context, interop, type } = exchange;
  const [body] = await represent([resource], type, projection, context);
  const location = locationOf(context.baseUrl, type, resource.id);
  return respond(interop, 200, body, {
    headers: { Location: location, "Content-Location": location, ETag: etagOf(resource) },
    skipped,
  });
}

/** 204 with the version that the resource now has (RFC 7644 §3.5.2). */
export function answerEmpty(
  exchange: ResourceExchange,
  resource: StoredResource,
  skipped: readonly string[] = [],
): ScimResponse {
  return respondEmpty(exchange.interop, 204, { headers: { ETag: etagOf(resource) }, skipped });
}
