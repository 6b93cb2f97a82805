import type { Projection } from "../projection/project.ts";
import type { ResourceExchange } from "./exchange.ts";
import { etagOf } from "./precondition.ts";
import type { StoredResource } from "./repository.ts";
import { locationOf, represent } from "./represent.ts";
import type { ScimResponse } from "./request.ts";
import { respond, respondEmpty } from "./respond.ts";

/** 200 with one resource, its version and its URL (RFC 7644 §3.4.1, §3.5). */
export async function answer(
  exchange: ResourceExchange,
  resource: StoredResource,
  projection: Projection,
  skipped: readonly string[] = [],
): Promise<ScimResponse> {
  const { context, interop, type } = exchange;
  const [body] = await represent([resource], type, projection, context);
  return respond(interop, 200, body, {
    headers: { "Content-Location": locationOf(context.baseUrl, type, resource.id), ETag: etagOf(resource) },
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
