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
import { diagnose } from "../../requests/diagnose.ts";
import { redactAnswer, redactBody, redactQuery } from "../../requests/redact.ts";
import type { UnassignedRecord } from "../../requests/request-record.ts";
import type { FailureLimit } from "../failure-limit.ts";
import { type BodyRefusal, readBody } from "../read-body.ts";
import type { Admission, DirectoryLimits } from "./directory-limits.ts";
import { type ScimRoute, scimRoute } from "./route.ts";
import type { ScimCursors } from "./scim-cursors.ts";

type Granted = Extract<ScimAuthentication, { kind: "granted" }>;

export type ScimEndpointDeps = {
  readonly authenticate: ScimAuthenticator["authenticate"];
  readonly failureLimit: FailureLimit;
  readonly openRepository: (opening: {
    readonly directory: Directory;
    readonly scope: DirectoryScope;
    readonly cause: Cause;
    readonly types: readonly CompiledType[];
  }) => Repository;
  /** What a directory serves, extensions of its own included. */
  readonly typesOf: (directory: Directory) => Promise<readonly CompiledType[]>;
  readonly limits: DirectoryLimits;
  readonly cursors: ScimCursors;
  readonly publicUrl: string;
  /**
   * Must neither wait nor throw. Without a valid token the record names no directory: `key` is what the URL
   * named instead, and looking it up before the answer would tell a stranger whether it exists.
   */
  readonly record: (record: UnassignedRecord, key: string | undefined) => void;
  readonly logger: Logger;
};

export type ScimEndpoint = (request: Request, clientAddress: string) => Promise<Response>;

const MEGABYTE = 1024 * 1024;
const BODY_LIMIT = 2 * MEGABYTE;
/** Okta's wizard apps PUT a group with all its members. */
const GROUP_BODY_LIMIT = 32 * MEGABYTE;

const UNAVAILABLE_RETRY_SECONDS = 5;
const MAX_RECORDED_PATH = 1024;

type Incoming = {
  readonly request: Request;
  readonly route: ScimRoute;
  readonly url: URL;
  readonly requestId: string;
  readonly clientAddress: string;
};

/** What is learned about a request on its way, for its record. */
type Trace = { granted?: Granted; body?: string };

/** The SCIM endpoint over fetch: who asks, how much, then the provider core. Every answer is SCIM's, failures too. */
export function createScimEndpoint(deps: ScimEndpointDeps): ScimEndpoint {
  return async (request, clientAddress) => {
    const url = new URL(request.url);
    const requestId = newId("req");
    const route = scimRoute(url.pathname);
    if (!route) return toResponse(refusal(404, "There is no SCIM endpoint at this address."), requestId);
    const incoming: Incoming = { request, route, url, requestId, clientAddress };
    const trace: Trace = {};
    const from = performance.now();
    const response = await serve(deps, incoming, trace);
    const durationMs = performance.now() - from;
    // After the answer has left: to redact a long body takes longer than to answer most requests.
    setImmediate(record, deps, incoming, trace, response, durationMs);
    return toResponse(response, requestId);
  };
}

async function serve(deps: ScimEndpointDeps, incoming: Incoming, trace: Trace): Promise<ScimResponse> {
  try {
    const authorization = incoming.request.headers.get("authorization") ?? undefined;
    const result = await deps.authenticate(authorization, incoming.route.key);
    if (result.kind === "refused") return await turnAway(deps, incoming, result);
    trace.granted = result;
    return await admit(deps, incoming, result, trace);
  } catch (error) {
    return failure(deps.logger, error, incoming.requestId);
  }
}

/**
 * Only failures are counted and limited: customers of one provider share its addresses, and one customer's wrong
 * token must not lock the others out.
 */
async function turnAway(
  { failureLimit }: ScimEndpointDeps,
  { clientAddress }: Incoming,
  { status, detail, headers }: Extract<ScimAuthentication, { kind: "refused" }>,
): Promise<ScimResponse> {
  const wait = status === 401 ? await failureLimit.failed(clientAddress) : undefined;
  if (wait === undefined) return refusal(status, detail, headers);
  const slower = `Too many requests with a wrong token came from this address; try again in ${wait} seconds.`;
  return refusal(429, slower, { "Retry-After": String(wait) });
}

async function admit(
  deps: ScimEndpointDeps,
  incoming: Incoming,
  granted: Granted,
  trace: Trace,
): Promise<ScimResponse> {
  const admission = await deps.limits.admit(granted.directory.id);
  const headers = rateHeaders(admission);
  if (admission.kind === "refused") {
    const seconds = String(admission.retryAfterSeconds);
    const detail = `This directory sends more requests than it may; try again in ${seconds} seconds.`;
    return refusal(429, detail, { ...headers, "Retry-After": seconds });
  }
  const large = isGroupWrite(incoming);
  const body = await readBody(incoming.request, large ? GROUP_BODY_LIMIT : BODY_LIMIT);
  if ("refused" in body) return withHeaders(bodyRefusal(body.refused, incoming), headers);
  trace.body = body.text;
  const work = () => answer(deps, incoming, granted, body.text);
  const alone = body.text.length > BODY_LIMIT;
  const response = await (alone ? deps.limits.oneAtATime(granted.directory.id, work) : work());
  // The request itself was counted when it was admitted.
  if (response.operations) await deps.limits.charge(granted.directory.id, response.operations - 1);
  return withHeaders(response, headers);
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
  const types = await deps.typesOf(directory);
  return handle(
    {
      method: request.method,
      path: route.path,
      query: url.search.slice(1),
      headers: Object.fromEntries(request.headers),
      body,
    },
    {
      repository: deps.openRepository({ directory, scope, cause, types }),
      resourceTypes: types,
      baseUrl: `${deps.publicUrl}/scim/v2/${directory.externalKey}`,
      profile: profiles[directory.profile],
      limits: { bulkPayload: BODY_LIMIT },
      cursors: deps.cursors(directory.id),
      explainFailure: (error) => explain(deps.logger, error, requestId).error,
      rejectUnknownReferences: directory.unknownMembers === "reject",
      allows: (method, resourceType) =>
        token.scopes.some((scope) => scope === scopeName(method, resourceType)),
    },
  );
}

/** `get:users`: entitlements and roles are read and written with the users that carry them. */
function scopeName(method: string, resourceType: string): string {
  return `${method.toLowerCase()}:${resourceType === "Group" ? "groups" : "users"}`;
}

function isGroupWrite({ request, route }: Incoming): boolean {
  return /^\/groups(\/|$)/i.test(route.path) && ["POST", "PUT", "PATCH"].includes(request.method);
}

function bodyRefusal(refused: BodyRefusal, incoming: Incoming): ScimResponse {
  const limit = isGroupWrite(incoming) ? GROUP_BODY_LIMIT : BODY_LIMIT;
  // RFC 7644 §3.7.4: a client of /Bulk looks for the limit by its name.
  const name = /^\/bulk\/?$/i.test(incoming.route.path) ? `maxPayloadSize (${limit} bytes)` : "";
  switch (refused) {
    case "tooLarge":
      return refusal(
        413,
        `The request body is larger than ${name || `${limit / MEGABYTE} MiB`}, the most that this endpoint takes.`,
      );
    case "encoded":
      return refusal(415, "The request body must be sent as it is, without Content-Encoding.", {
        "Accept-Encoding": "identity",
      });
    case "incomplete":
      return refuse(new ScimError(400, "invalidSyntax", "The request body ended before it was complete."));
    case "notUtf8":
      return refuse(new ScimError(400, "invalidSyntax", "The request body is not valid UTF-8 text."));
  }
}

function failure(logger: Logger, error: unknown, requestId: string): ScimResponse {
  const { error: told, headers } = explain(logger, error, requestId);
  return withHeaders(refuse(told), headers);
}

/** What the client is told of any error; the operator finds the rest in the log. */
function explain(
  logger: Logger,
  error: unknown,
  requestId: string,
): { readonly error: ScimError; readonly headers: Headers } {
  if (error instanceof ScimError) return { error, headers: {} };
  if (error instanceof Unavailable) {
    logger.error({ error, requestId }, "a SCIM request found the database unavailable");
    const detail = "The directory's storage does not answer at the moment. Try again shortly.";
    const headers = { "Retry-After": String(UNAVAILABLE_RETRY_SECONDS) };
    return { error: new ScimError(503, undefined, detail), headers };
  }
  logger.error({ error, requestId }, "a SCIM request failed");
  const detail = `The server failed on this request; its operator finds the reason under ${requestId}.`;
  return { error: new ScimError(500, undefined, detail), headers: {} };
}

function refusal(status: number, detail: string, headers: Headers = {}): ScimResponse {
  return withHeaders(refuse(new ScimError(status, undefined, detail)), headers);
}

type Headers = Readonly<Record<string, string>>;

const SCIM_JSON = { "Content-Type": "application/scim+json; charset=utf-8" };

function refuse(error: ScimError): ScimResponse {
  return { status: error.status, headers: SCIM_JSON, body: JSON.stringify(errorBody(error)), acted: [] };
}

function withHeaders(response: ScimResponse, headers: Headers): ScimResponse {
  return { ...response, headers: { ...response.headers, ...headers } };
}

function toResponse({ status, headers, body }: ScimResponse, requestId: string): Response {
  return new Response(body ?? null, { status, headers: { ...headers, "X-Request-ID": requestId } });
}

/** Runs outside of any request, where a throw would end the process. */
function record(
  deps: ScimEndpointDeps,
  incoming: Incoming,
  trace: Trace,
  response: ScimResponse,
  durationMs: number,
): void {
  try {
    const key = trace.granted ? undefined : incoming.route.key;
    deps.record(recordOf(incoming, trace, response, durationMs), key);
  } catch (error) {
    deps.logger.error({ error, requestId: incoming.requestId }, "a SCIM request could not be recorded");
  }
}

function recordOf(
  { request, route, url, requestId, clientAddress }: Incoming,
  { granted, body = "" }: Trace,
  response: ScimResponse,
  durationMs: number,
): UnassignedRecord {
  const { status, acted, skipped = [] } = response;
  const answered = {
    status,
    scimType: scimTypeOf(response),
    path: route.path,
    skipped: skipped.length,
    authenticated: granted !== undefined,
  };
  return {
    id: requestId,
    directoryId: granted?.directory.id,
    at: Date.now() - Math.round(durationMs),
    durationMs: Math.round(durationMs),
    method: request.method,
    path: route.path.slice(0, MAX_RECORDED_PATH),
    query: redactQuery(url.search.slice(1)),
    status,
    clientAddress,
    userAgent: (request.headers.get("user-agent") ?? "").slice(0, MAX_RECORDED_PATH),
    tokenId: granted?.token.id ?? null,
    tokenSuffix: granted?.token.suffix ?? null,
    requestBody: redactBody(body),
    responseBody: redactAnswer(response.body ?? "", route.path),
    acted,
    skipped: skipped.length,
    diagnosis: diagnose(answered),
  };
}

function scimTypeOf({ status, body }: ScimResponse): string | undefined {
  return status < 400 || body === undefined
    ? undefined
    : (JSON.parse(body) as { scimType?: string }).scimType;
}

/** The `RateLimit` fields of draft-ietf-httpapi-ratelimit-headers. */
function rateHeaders({ policy, remaining, resetSeconds }: Admission): Readonly<Record<string, string>> {
  if (policy === undefined) return {};
  return {
    "RateLimit-Policy": `"directory";q=${policy.quota};w=${policy.windowSeconds}`,
    RateLimit: `"directory";r=${remaining};t=${resetSeconds}`,
  };
}
