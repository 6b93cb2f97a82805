import type { Interop } from "../interop/session.ts";
import { errorBody, type ScimError } from "../message/error.ts";
import type { ScimResponse } from "./request.ts";

/** RFC 7644 §3.8; without the charset some clients guess Latin-1 and spoil names. */
const contentType = "application/scim+json; charset=utf-8";

type Extras = { readonly headers?: Readonly<Record<string, string>>; readonly skipped?: readonly string[] };

/** A response with a body, serialized here and nowhere else. */
export function respond(interop: Interop, status: number, body: unknown, extras: Extras = {}): ScimResponse {
  return {
    status,
    headers: { "Content-Type": contentType, ...extras.headers },
    body: JSON.stringify(body),
    acted: interop.acted(),
    ...skippedOf(extras),
  };
}

/** A response without body: 204, 304. */
export function respondEmpty(interop: Interop, status: number, extras: Extras = {}): ScimResponse {
  return { status, headers: { ...extras.headers }, acted: interop.acted(), ...skippedOf(extras) };
}

/** RFC 7644 §3.12: every error has a body. */
export function respondError(
  interop: Interop,
  error: ScimError,
  headers: Readonly<Record<string, string>> = {},
): ScimResponse {
  const challenge = error.challenge === undefined ? {} : { "WWW-Authenticate": error.challenge };
  return respond(interop, error.status, errorBody(error), { headers: { ...challenge, ...headers } });
}

function skippedOf(extras: Extras): { readonly skipped?: readonly string[] } {
  return extras.skipped === undefined || extras.skipped.length === 0 ? {} : { skipped: extras.skipped };
}
