import { errorBody, excerpt, invalidValue, notFound, ScimError } from "../../message/error.ts";
import type { JsonObject } from "../../resource/json.ts";
import type { Exchange } from "../exchange.ts";
import { locationOf } from "../represent.ts";
import type { ProviderContext, ScimRequest, ScimResponse } from "../request.ts";
import { findRoute } from "../route.ts";
import type { BulkResult } from "./operation.ts";

/** How a single request is served; given from outside, for the bulk endpoint is itself served by it. */
export type Serve = (request: ScimRequest, context: ProviderContext) => Promise<ScimResponse>;

/** One request of a job, with every reference resolved. */
export type ResolvedOperation = {
  readonly method: string;
  readonly path: string;
  readonly version?: string;
  readonly data?: JsonObject;
};

/** What the requests of one job share. */
export type Job = {
  readonly exchange: Exchange;
  readonly serve: Serve;
  /** Normalizers that acted in any of the requests. */
  readonly acted: Set<string>;
  readonly skipped: string[];
  /** Set once the storage failed: what follows would fail as well, each after its own wait. */
  broken: boolean;
};

/** Runs one operation as the request that it stands for (RFC 7644 §3.7), with the same scopes and limits. */
export async function runOperation(
  job: Job,
  operation: ResolvedOperation,
  context: ProviderContext = job.exchange.context,
): Promise<BulkResult> {
  const { method, path, version, data } = operation;
  const route = findRoute(path, context.resourceTypes);
  if (route === undefined) {
    return failed(context, operation, notFound(`There is no SCIM endpoint ${excerpt(path)}.`));
  }
  if (route.kind !== "type" && route.kind !== "resource") {
    const detail = `A bulk request is for resources; ${excerpt(path)} cannot be reached by it.`;
    return failed(context, operation, invalidValue(detail));
  }
  // Relations are not shown in the answer of a job, and so not loaded for it.
  const hidden = Object.keys(route.type.definition.relations).join(",");
  const request: ScimRequest = {
    method,
    path,
    query: `excludedAttributes=${encodeURIComponent(hidden)}`,
    headers: version === undefined ? {} : { "if-match": version },
    ...(data === undefined ? {} : { body: JSON.stringify(data) }),
  };
  const response = await serveSafely(job, request, context);
  if (response instanceof ScimError) return failed(context, operation, response);
  for (const name of response.acted) job.acted.add(name);
  job.skipped.push(...(response.skipped ?? []));
  return resultOf(response, context, operation);
}

/** A failure of the storage in the middle must not hide from the client what was done before it. */
async function serveSafely(
  job: Job,
  request: ScimRequest,
  context: ProviderContext,
): Promise<ScimResponse | ScimError> {
  try {
    return await job.serve(request, context);
  } catch (error) {
    const told = context.explainFailure?.(error);
    if (told === undefined) throw error;
    job.broken = true;
    return told;
  }
}

function resultOf(
  { status, headers, body }: ScimResponse,
  context: ProviderContext,
  operation: ResolvedOperation,
): BulkResult {
  const location = headers.Location ?? locationOfOperation(context, operation);
  const version = headers.ETag;
  return {
    status,
    ...(location === undefined ? {} : { location }),
    ...(version === undefined ? {} : { version }),
    ...(status < 400 || body === undefined ? {} : { error: JSON.parse(body) }),
  };
}

/** The result of an operation that was refused before it was run. */
export function failed(
  context: ProviderContext,
  operation: Pick<ResolvedOperation, "method" | "path">,
  error: ScimError,
): BulkResult {
  const location = locationOfOperation(context, operation);
  return {
    status: error.status,
    ...(location === undefined ? {} : { location }),
    error: errorBody(error),
  };
}

/** RFC 7644 §3.7.3: every result names its resource, save that of a creation which failed. */
function locationOfOperation(
  { baseUrl, resourceTypes }: ProviderContext,
  { method, path }: Pick<ResolvedOperation, "method" | "path">,
): string | undefined {
  if (method === "POST" || path === "") return undefined;
  const route = findRoute(path, resourceTypes);
  if (route?.kind === "resource") return locationOf(baseUrl, route.type, route.id);
  return `${baseUrl}/${path.replace(/^\/+/, "")}`;
}
