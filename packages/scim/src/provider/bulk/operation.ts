import type { ScimError } from "../../message/error.ts";
import type { JsonObject } from "../../resource/json.ts";

/** One operation of a bulk job (RFC 7644 §3.7), with its place in the request. */
export type BulkOperation = {
  readonly index: number;
  /** In capitals. Empty when the client gave none. */
  readonly method: string;
  /** Below the base URL; may name a resource of the same job as `/Users/bulkId:x`. */
  readonly path: string;
  readonly bulkId?: string;
  /** RFC 7644 §3.7: what If-Match is to a single request. */
  readonly version?: string;
  readonly data?: JsonObject;
  /** Why it cannot be run, found while it was read. */
  readonly refusal?: ScimError;
};

/** What one operation came to; the elements of a BulkResponse are made of these (RFC 7644 §3.7.3). */
export type BulkResult = {
  readonly status: number;
  readonly location?: string;
  readonly version?: string;
  /** The Error of an operation that failed, as its own response would have held it. */
  readonly error?: unknown;
};
