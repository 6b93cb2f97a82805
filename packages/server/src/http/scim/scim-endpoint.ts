import {
  type CompiledType,
  errorBody,
  handle,
  profiles,
  type Repository,
  ScimError,
  type ScimResponse,
} from "@rollcall/scim";
import type { Directory } from "../../directory/directory.ts";
import type { ScimAuthentication, ScimAuthenticator } from "../../directory/scim-authentication.ts";
import type { Cause } from "../../events/event.ts";
import { newId } from "../../kernel/ids.ts";
import type { Logger } from "../../kernel/logger.ts";
import type { DirectoryScope } from "../../kernel/scope.ts";
import { Unavailable } from "../../kernel/unavailable.ts";
import type { FailureLimit } from "../failure-limit.ts";
import { readBody } from "../read-body.ts";
import type { Admission, DirectoryLimits } from "./directory-limits.ts";
import { type ScimRoute, scimRoute } from "./route.ts";

type Granted = Extract<ScimAuthentication, { kind: "granted" }>;

export type ScimEndpointDeps = {
  readonly authenticate: ScimAuthenticator["authenticate"];
  readonly failureLimit: FailureLimit;
  readonly openRepository: (directory: Directory, scope: DirectoryScope, cause: Cause) => Repository;
  readonly resourceTypes: readonly CompiledType[];
  readonly limits: DirectoryLimits;
  readonly publicUrl: string;
  readonly logger: Logger;
};

export type ScimEndpoint = (request: Request, clientAddress: string) => Promise<Response>;

const MEGABYTE = 1024 * 1024;
const BODY_LIMIT = 2 * MEGABYTE;
/** Okta's wizard apps PUT a group with all its members. */
const GROUP_BODY_LIMIT = 32 * MEGABYTE;

const UNAVAILABLE_RETRY_SECONDS = 5;

type Incoming = {
  readonly request: Request;
  readonly route: ScimRoute;
  readonly url: URL;
  readonly requestId: string;
};

/** The SCIM endpoint over fetch: who asks, how much, then the provider core. Every answer is SCIM's, failures too. */
export function createScimEndpoint(deps: ScimEndpointDeps): ScimEndpoint {
  return async (request, clientAddress) => {
    const requestId = newId("req");
    const url = new URL(request.url);
    const route = scimRoute(url.pathname);
    if (!route)
      return refuse(new ScimError(404, undefined, "There is no SCIM endpoint at this address."), requestId);
    const incoming: Incoming = { request, route, url, requestId };
    try {
      const authorization = request.headers.get("authorization") ?? undefined;
      const result = await deps.authenticate(authorization, route.key);
      if (result.kind === "granted") return await admit(deps, incoming, result);
      return await turnAway(deps, incoming, result, clientAddress);
    } catch (error) {
      return failure(deps.logger, error, requestId);
    }
  };
}

/**
 * Only failures are counted and limited: customers of one provider share its addresses, and one customer's wrong
 * token must not lock the others out.
 */
async function turnAway(
  { failureLimit }: ScimEndpointDeps,
  { requestId }: Incoming,
  { status, detail, headers }: Extract<ScimAuthentication, { kind: "refused" }>,
  clientAddress: string,
): Promise<Response> {
  const wait = status === 401 ? await failureLimit.failed(clientAddress) : undefined;
  if (wait === undefined) return refuse(new ScimError(status, undefined, detail), requestId, headers);
  const slower = `Too many requests with a wrong token came from this address; try again in ${wait} seconds.`;
  return refuse(new ScimError(429, undefined, slower), requestId, { "Retry-After": String(wait) });
}

async function admit(deps: ScimEndpointDeps, incoming: Incoming, granted: Granted): Promise<Response> {
  const admission = await deps.limits.admit(granted.directory.id);
  if (admission.kind === "refused") {
    const detail = `This directory sends more requests than it may; try again in ${admission.retryAfterSeconds} seconds.`;
    return refuse(new ScimError(429, undefined, detail), incoming.requestId, {
      ...rateHeaders(admission),
      "Retry-After": String(admission.retryAfterSeconds),
    });
  }
  const large = isGroupWrite(incoming);
  const body = await readBody(incoming.request, large ? GROUP_BODY_LIMIT : BODY_LIMIT);
  if ("refused" in body)
    return refuse(bodyError(body.refused, large), incoming.requestId, rateHeaders(admission));
  const serve = () => answer(deps, incoming, granted, body.text);
  const response = await (body.text.length > BODY_LIMIT
    ? deps.limits.oneAtATime(granted.directory.id, serve)
    : serve());
  return toResponse(response, incoming.requestId, rateHeaders(admission));
}

async function answer(
  deps: ScimEndpointDeps,
  incoming: Incoming,
  granted: Granted,
  body: string,
): Promise<ScimResponse> {
  const { request, route, url, requestId } = incoming;
  const { directory, scope, token } = granted;
  const cause: Cause = {
    source: "scim",
    requestId,
    actor: { id: token.id, name: `SCIM token …${token.suffix}` },
  };
  const response = await handle(
    {
      method: request.method,
      path: route.path,
      query: url.search.slice(1),
      headers: Object.fromEntries(request.headers),
      body,
    },
    {
      repository: deps.openRepository(directory, scope, cause),
      resourceTypes: deps.resourceTypes,
      baseUrl: `${deps.publicUrl}/scim/v2/${directory.externalKey}`,
      profile: profiles[directory.profile],
      rejectUnknownReferences: directory.unknownMembers === "reject",
      allows: (method, resourceType) =>
        token.scopes.some((scope) => scope === scopeName(method, resourceType)),
    },
  );
  const { status, acted, skipped } = response;
  deps.logger.debug(
    { requestId, directory: directory.id, method: request.method, status, acted },
    "scim request",
  );
  if (skipped) {
    deps.logger.warn(
      { requestId, directory: directory.id, skipped: skipped.length },
      "members that name no user were left out",
    );
  }
  return response;
}

/** `get:users`: entitlements and roles are read and written with the users that carry them. */
function scopeName(method: string, resourceType: string): string {
  return `${method.toLowerCase()}:${resourceType === "Group" ? "groups" : "users"}`;
}

function isGroupWrite({ request, route }: Incoming): boolean {
  return /^\/groups(\/|$)/i.test(route.path) && ["POST", "PUT", "PATCH"].includes(request.method);
}

function bodyError(refused: "tooLarge" | "notUtf8", large: boolean): ScimError {
  const megabytes = (large ? GROUP_BODY_LIMIT : BODY_LIMIT) / MEGABYTE;
  return refused === "tooLarge"
    ? new ScimError(
        413,
        undefined,
        `The request body is larger than ${megabytes} MiB, the most that this endpoint takes.`,
      )
    : new ScimError(400, "invalidSyntax", "The request body is not valid UTF-8 text.");
}

function failure(logger: Logger, error: unknown, requestId: string): Response {
  if (error instanceof ScimError) return refuse(error, requestId);
  if (error instanceof Unavailable) {
    logger.error({ error, requestId }, "a SCIM request found the database unavailable");
    const busy = new ScimError(
      503,
      undefined,
      "The directory's storage does not answer at the moment; nothing was changed. Try again shortly.",
    );
    return refuse(busy, requestId, { "Retry-After": String(UNAVAILABLE_RETRY_SECONDS) });
  }
  logger.error({ error, requestId }, "a SCIM request failed");
  return refuse(
    new ScimError(
      500,
      undefined,
      `The server failed on this request; its operator finds the reason under ${requestId}.`,
    ),
    requestId,
  );
}

function refuse(
  error: ScimError,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return toResponse(
    { status: error.status, headers: SCIM_JSON, body: JSON.stringify(errorBody(error)), acted: [] },
    requestId,
    headers,
  );
}

const SCIM_JSON = { "Content-Type": "application/scim+json; charset=utf-8" };

function toResponse(
  { status, headers, body }: ScimResponse,
  requestId: string,
  more: Readonly<Record<string, string>>,
): Response {
  return new Response(body ?? null, { status, headers: { ...headers, ...more, "X-Request-ID": requestId } });
}

/** The `RateLimit` fields of draft-ietf-httpapi-ratelimit-headers. */
function rateHeaders({ policy, remaining, resetSeconds }: Admission): Readonly<Record<string, string>> {
  if (policy === undefined) return {};
  return {
    "RateLimit-Policy": `"directory";q=${policy.quota};w=${policy.windowSeconds}`,
    RateLimit: `"directory";r=${remaining};t=${resetSeconds}`,
  };
}
