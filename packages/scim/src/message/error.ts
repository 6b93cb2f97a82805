import type { ScimObject } from "../schema/definition.ts";

/** RFC 7644 §3.12 Table 9, and the three that RFC 9865 §2.2 adds for cursors. */
export type ScimType =
  | "invalidFilter"
  | "tooMany"
  | "uniqueness"
  | "mutability"
  | "invalidSyntax"
  | "invalidPath"
  | "noTarget"
  | "invalidValue"
  | "invalidVers"
  | "sensitive"
  | "invalidCursor"
  | "expiredCursor"
  | "invalidCount";

/** RFC 7644 §3.12. The URN in the `schemas` of every error body. */
export const errorUrn = "urn:ietf:params:scim:api:messages:2.0:Error";

/**
 * An answer other than success, RFC 7644 §3.12. `detail` is read by an IT administrator in the identity
 * provider's own screens: it names the attribute and the rule, and never carries a secret.
 */
export class ScimError extends Error {
  override readonly name = "ScimError";
  readonly status: number;
  readonly scimType?: ScimType;
  readonly detail: string;
  /** What `WWW-Authenticate` says beside it (RFC 6750 §3). */
  readonly challenge?: string;

  constructor(status: number, scimType: ScimType | undefined, detail: string, challenge?: string) {
    super(detail);
    this.status = status;
    this.detail = detail;
    if (scimType !== undefined) this.scimType = scimType;
    if (challenge !== undefined) this.challenge = challenge;
  }
}

/** RFC 7644 §3.4.2.2: the filter does not parse, or compares what cannot be compared. */
export function invalidFilter(detail: string): ScimError {
  return new ScimError(400, "invalidFilter", detail);
}

/** RFC 7644 §3.12: the list would hold more results than the server is willing to compute. */
export function tooMany(detail: string): ScimError {
  return new ScimError(400, "tooMany", detail);
}

/** RFC 7644 §3.3: another resource already has this value. 409, the one type of Table 9 that is not a 400 or 403. */
export function uniqueness(detail: string): ScimError {
  return new ScimError(409, "uniqueness", detail);
}

/** RFC 7643 §7: the attribute's mutability forbids the change. */
export function mutability(detail: string): ScimError {
  return new ScimError(400, "mutability", detail);
}

/** RFC 7644 §3.12: the body is not JSON, or not the message that the endpoint takes. */
export function invalidSyntax(detail: string): ScimError {
  return new ScimError(400, "invalidSyntax", detail);
}

/** RFC 7644 §3.5.2: the PATCH path does not parse or names no attribute of the schema. */
export function invalidPath(detail: string): ScimError {
  return new ScimError(400, "invalidPath", detail);
}

/** RFC 7644 §3.5.2: the PATCH path is right, but selects nothing to operate on. */
export function noTarget(detail: string): ScimError {
  return new ScimError(400, "noTarget", detail);
}

/** RFC 7644 §3.12: a required value is missing, or a value does not fit its attribute. */
export function invalidValue(detail: string): ScimError {
  return new ScimError(400, "invalidValue", detail);
}

/** RFC 7644 §3.13: the protocol version in the URL is not served. */
export function invalidVersion(detail: string): ScimError {
  return new ScimError(400, "invalidVers", detail);
}

/** RFC 7644 §7.5.2, with erratum 6893: the request must not carry this in a URL; 403. */
export function sensitive(detail: string): ScimError {
  return new ScimError(403, "sensitive", detail);
}

/** RFC 9865 §2.2: the cursor is not one of ours, or not for this query. */
export function invalidCursor(detail: string): ScimError {
  return new ScimError(400, "invalidCursor", detail);
}

/** RFC 9865 §2.2: the cursor was ours, and is too old. */
export function expiredCursor(detail: string): ScimError {
  return new ScimError(400, "expiredCursor", detail);
}

/** RFC 9865 §2.2: the page size cannot be served, or differs from the cursor's. */
export function invalidCount(detail: string): ScimError {
  return new ScimError(400, "invalidCount", detail);
}

/** RFC 7644 §3.12 Table 8: no credential, or not a valid one. The caller adds `WWW-Authenticate`. */
export function unauthorized(detail: string): ScimError {
  return new ScimError(401, undefined, detail);
}

/** RFC 7644 §3.12 Table 8: the credential does not permit the operation. */
export function forbidden(detail: string): ScimError {
  return new ScimError(403, undefined, detail);
}

/** RFC 6750 §3.1: the token is valid and lacks the scope that the operation asks for. */
export function insufficientScope(detail: string): ScimError {
  return new ScimError(403, undefined, detail, 'Bearer realm="SCIM", error="insufficient_scope"');
}

/** RFC 7644 §3.12 Table 8: no such resource or endpoint. */
export function notFound(detail: string): ScimError {
  return new ScimError(404, undefined, detail);
}

/** RFC 9110 §15.5.6: the endpoint exists, the method does not. The caller adds `Allow`. */
export function methodNotAllowed(detail: string): ScimError {
  return new ScimError(405, undefined, detail);
}

/** RFC 7644 §3.12 Table 8: the operation conflicts with the resource's state, for a reason other than a duplicate. */
export function conflict(detail: string): ScimError {
  return new ScimError(409, undefined, detail);
}

/** RFC 7644 §3.14: the version in If-Match is not the resource's. */
export function preconditionFailed(detail: string): ScimError {
  return new ScimError(412, undefined, detail);
}

/** RFC 7644 §3.12 Table 8: the body, or the number of operations, is above the limit that `detail` names. */
export function payloadTooLarge(detail: string): ScimError {
  return new ScimError(413, undefined, detail);
}

/** RFC 9110 §15.5.16: the body is of another media type than JSON (RFC 7644 §3.8). */
export function unsupportedMediaType(detail: string): ScimError {
  return new ScimError(415, undefined, detail);
}

/** RFC 7644 §3.12 Table 8: an operation that this provider does not offer. */
export function notImplemented(detail: string): ScimError {
  return new ScimError(501, undefined, detail);
}

/** RFC 7644 §3.12: the body of an error response; `status` is a string there, a number everywhere else. */
export function errorBody(error: ScimError): ScimObject {
  return {
    schemas: [errorUrn],
    status: String(error.status),
    ...(error.scimType === undefined ? {} : { scimType: error.scimType }),
    detail: error.detail,
  };
}

const excerptLength = 60;

/**
 * A piece of input as it may stand in a `detail`: in double quotes, short, without control characters or
 * lone surrogates, so that no input can break the message that carries it.
 */
export function excerpt(text: string): string {
  const points = [...text.slice(0, 2 * (excerptLength + 1))];
  const short =
    points.length > excerptLength ? `${points.slice(0, excerptLength).join("")}…` : points.join("");
  return `"${short.toWellFormed().replace(/[\p{Cc}\p{Cf}]/gu, " ")}"`;
}
