import { openInterop } from "../interop/session.ts";
import { excerpt, methodNotAllowed, notFound, notImplemented, ScimError } from "../message/error.ts";
import { bulk } from "./bulk/bulk.ts";
import { create } from "./create.ts";
import { resourceTypes, schemas, serviceProviderConfig } from "./discovery.ts";
import type { Exchange } from "./exchange.ts";
import { list } from "./list.ts";
import { modify } from "./modify.ts";
import { parseQuery } from "./parameters.ts";
import { read } from "./read.ts";
import { remove } from "./remove.ts";
import { replace } from "./replace.ts";
import { defaultLimits, type ProviderContext, type ScimRequest, type ScimResponse } from "./request.ts";
import { respondError } from "./respond.ts";
import { findRoute, type Route } from "./route.ts";
import { searchRoot, searchType } from "./search.ts";

type Handler = (exchange: Exchange) => ScimResponse | Promise<ScimResponse>;

/**
 * Serves one SCIM request (RFC 7644). Every mistake of the client becomes a SCIM Error; what throws out of here is
 * a fault of the repository or of this program, and the caller's 500.
 */
export async function handle(request: ScimRequest, context: ProviderContext): Promise<ScimResponse> {
  const interop = openInterop(context.profile);
  try {
    const route = findRoute(request.path, context.resourceTypes);
    if (route === undefined) throw notFound(`There is no SCIM endpoint ${excerpt(request.path)}.`);
    const handlers = handlersOf(route);
    const handler = Object.hasOwn(handlers, request.method) ? handlers[request.method] : undefined;
    if (handler === undefined) return refuseMethod(request, handlers, interop);
    const limits = { ...defaultLimits, ...context.limits };
    return await handler({ request, context, limits, parameters: parseQuery(request.query), interop });
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return respondError(interop, error, error.status === 503 ? { "Retry-After": "1" } : {});
  }
}

/** RFC 7644 §3.2: what can be done at each endpoint. */
function handlersOf(route: Route): Readonly<Record<string, Handler>> {
  switch (route.kind) {
    case "type":
      return {
        GET: (exchange) => list({ ...exchange, ...route }),
        POST: (exchange) => create({ ...exchange, ...route }),
      };
    case "resource":
      return {
        GET: (exchange) => read({ ...exchange, ...route }),
        PUT: (exchange) => replace({ ...exchange, ...route }),
        PATCH: (exchange) => modify({ ...exchange, ...route }),
        DELETE: (exchange) => remove({ ...exchange, ...route }),
      };
    case "typeSearch":
      return { POST: (exchange) => searchType({ ...exchange, ...route }) };
    case "rootSearch":
      return { POST: searchRoot };
    case "bulk":
      return { POST: (exchange) => bulk(exchange, handle) };
    case "serviceProviderConfig":
      return { GET: serviceProviderConfig };
    case "schemas":
      return { GET: (exchange) => schemas(exchange, route.id) };
    case "resourceTypes":
      return { GET: (exchange) => resourceTypes(exchange, route.id) };
    case "notOffered":
      return notOffered(route.name);
  }
}

/** RFC 7644 §3.11 and Table 8: 501 for what a provider may leave out. The client is a directory, so no `/Me`. */
function notOffered(name: string): Readonly<Record<string, Handler>> {
  const refuse = () => {
    throw notImplemented(`This server does not offer /${name}.`);
  };
  return { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse };
}

/** RFC 9110 §15.5.6. */
function refuseMethod(
  request: ScimRequest,
  handlers: Readonly<Record<string, Handler>>,
  interop: Exchange["interop"],
): ScimResponse {
  const allow = Object.keys(handlers).join(", ");
  const error = methodNotAllowed(`${excerpt(request.method)} is not possible at this endpoint; ${allow} is.`);
  return respondError(interop, error, { Allow: allow });
}
