import { createMiddleware } from "hono/factory";
import type { ApiKeyIdentity } from "../../access/api-key.ts";
import type { ApiKeys } from "../../access/api-keys.ts";
import { AppError } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { FailureLimit } from "../failure-limit.ts";
import { type BodyRefusal, readBody } from "../read-body.ts";
import type { ManagementEnv } from "./management-env.ts";

const BODY_LIMIT = 2 * 1024 * 1024;
const MAX_DEPTH = 100;
const SANE_REQUEST_ID = /^[A-Za-z0-9._:-]{8,128}$/;
const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i;

/** Every answer names its request; a proxy's own id is kept, so that one name runs through all logs. */
export const nameRequest = createMiddleware<ManagementEnv>(async (c, next) => {
  const given = c.req.header("x-request-id") ?? "";
  const requestId = SANE_REQUEST_ID.test(given) ? given : newId("req");
  c.set("requestId", requestId);
  await next();
  c.header("X-Request-ID", requestId);
});

/** PostgreSQL takes no NUL in text: an address with one names nothing that can exist. */
export const refuseNul = createMiddleware<ManagementEnv>(async (c, next) => {
  const { pathname, search } = new URL(c.req.url);
  if (pathname.includes("%00")) throw new AppError("entity_not_found", "There is nothing at this address.");
  if (search.includes("%00"))
    throw new AppError("invalid_request_parameters", "A query parameter contains the character NUL.", {
      errors: [{ code: "invalid_character" }],
    });
  await next();
});

/** Who is signed in to the dashboard in the browser that sent this; throws when another site made it send. */
export type IdentifyBrowser = (request: Request) => Promise<ApiKeyIdentity | undefined>;

/** An API key in the header, or, where there is no such header, the cookie of a dashboard session. */
export function requireApiKey(
  apiKeys: Pick<ApiKeys, "verify">,
  limit: FailureLimit,
  identifyBrowser: IdentifyBrowser,
) {
  return createMiddleware<ManagementEnv>(async (c, next) => {
    const header = c.req.header("authorization");
    const caller = header === undefined ? await identifyBrowser(c.req.raw) : await apiKeys.verify(header);
    if (!caller) {
      const seconds = await limit.failed(c.env?.clientAddress ?? "");
      if (seconds !== undefined) {
        throw new AppError("rate_limited", "Too many requests with a wrong API key came from this address.", {
          retryAfterSeconds: seconds,
        });
      }
      c.header("WWW-Authenticate", 'Bearer realm="Rollcall"');
      throw new AppError("unauthorized", "Unauthorized: send a valid API key as Authorization: Bearer sk_….");
    }
    c.set("caller", caller);
    c.set("source", header === undefined ? "dashboard" : "api");
    await next();
  });
}

/**
 * Reads the body before anything else does: bounded, as JSON, with strings that any database can keep. A missing
 * body counts as `{}`, and one on GET or DELETE is not looked at: the SDKs label those as JSON and send nothing.
 */
export const readJson = createMiddleware<ManagementEnv>(async (c, next) => {
  if (!["POST", "PUT", "PATCH"].includes(c.req.method)) return next();
  const body = await readBody(c.req.raw, BODY_LIMIT);
  if ("refused" in body) throw refusedBody(body.refused);
  const text = body.text.trim();
  if (text !== "") {
    if (!JSON_TYPE.test(c.req.header("content-type") ?? ""))
      throw new AppError("unsupported_media_type", "Send the body as Content-Type: application/json.");
    checkStrings(parse(text));
  }
  const headers = new Headers(c.req.raw.headers);
  headers.set("content-type", "application/json");
  headers.delete("content-length");
  c.req.raw = new Request(c.req.url, { method: c.req.method, headers, body: text === "" ? "{}" : text });
  return next();
});

function refusedBody(reason: BodyRefusal): AppError {
  switch (reason) {
    case "tooLarge":
      return new AppError("body_too_large", "The request body is larger than 2 MiB.");
    case "encoded":
      return new AppError("unsupported_media_type", "Send the body as it is, without Content-Encoding.");
    case "incomplete":
      return new AppError("invalid_json", "The request body ended before it was complete.");
    case "notUtf8":
      return new AppError("invalid_json", "The request body is not valid UTF-8 text.");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("invalid_json", "The request body is not valid JSON.");
  }
}

/** Walks without recursion: a body of opening brackets would overflow the stack. */
function checkStrings(root: unknown): void {
  const open: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value === "string") checkString(value);
    if (typeof value !== "object" || value === null) continue;
    if (depth >= MAX_DEPTH)
      throw new AppError("invalid_json", `The request body is nested deeper than ${MAX_DEPTH} levels.`);
    for (const [key, child] of Object.entries(value)) {
      checkName(key);
      open.push({ value: child, depth: depth + 1 });
    }
  }
}

/** The names by which JavaScript reaches a prototype: some reader of the stored object would fall for one. */
function checkName(name: string): void {
  checkString(name);
  if (!/^(__proto__|constructor|prototype)$/i.test(name)) return;
  const message = `${name} is not allowed as a name.`;
  throw new AppError("invalid_request_parameters", message, {
    errors: [{ field: name, code: "forbidden_name", message }],
  });
}

function checkString(text: string): void {
  if (text.includes("\0") || !text.isWellFormed())
    throw new AppError(
      "invalid_json",
      "A string in the request body contains NUL or half of a surrogate pair; neither can be stored.",
    );
}
