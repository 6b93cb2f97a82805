import type { Profile } from "../interop/normalizer.ts";
import type { ScimError } from "../message/error.ts";
import type { CompiledType } from "../schema/resolve.ts";
import type { Repository } from "./repository.ts";

/** One SCIM request, free of any HTTP library. Authentication and the size of the body are the caller's. */
export type ScimRequest = {
  /** In capitals: "GET". */
  readonly method: string;
  /** Below the SCIM base URL, percent-encoded as received; doubled and trailing slashes are tolerated. */
  readonly path: string;
  /** What follows the question mark, undecoded; empty when there is none. */
  readonly query: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
};

/** One SCIM response. Header names are spelled as in RFC 9110: `Content-Type`, `ETag`, `Location`. */
export type ScimResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text, serialized once. */
  readonly body?: string;
  /** The normalizers that changed how the request was read, by name. */
  readonly acted: readonly string[];
  /** Ids in the request that name no resource of this directory and were left out. */
  readonly skipped?: readonly string[];
  /** How many operations a bulk request was, for limits that count requests. */
  readonly operations?: number;
};

/** What bounds the cost of one request. */
export type Limits = {
  /** Page size when the client names none. */
  readonly defaultCount: number;
  /** Largest page; RFC 7643 §5 publishes it as `filter.maxResults`. */
  readonly maxCount: number;
  /** Operations of one PATCH. */
  readonly patchOperations: number;
  /** Ids that one PATCH may add to or remove from a set relation. */
  readonly patchRelationValues: number;
  /** Values of one multi-valued attribute of the document. */
  readonly valuesPerAttribute: number;
  /** Operations of one bulk request: `bulk.maxOperations` of RFC 7643 §5. */
  readonly bulkOperations: number;
  /** Bytes of one bulk request: `bulk.maxPayloadSize` of RFC 7643 §5. */
  readonly bulkPayload: number;
};

/** Where nothing else is configured. Never page below 100: Okta steps by 100 whatever it gets. */
export const defaultLimits: Limits = {
  defaultCount: 100,
  maxCount: 1000,
  patchOperations: 10_000,
  patchRelationValues: 10_000,
  valuesPerAttribute: 2_000,
  bulkOperations: 1_000,
  bulkPayload: 2 * 1024 * 1024,
};

/**
 * Makes cursors and opens them (RFC 9865 §2): the provider core has neither keys nor a clock. A cursor consists of
 * RFC 3986 unreserved characters only and opens in the directory that it was made in.
 */
export type CursorPort = {
  /** For how many seconds a cursor opens; published as `pagination.cursorTimeout`. */
  readonly timeoutSeconds: number;
  /** `binding` is not read back: a cursor opens with the very binding that it was made with. */
  seal(payload: string, binding: string): string;
  open(cursor: string, binding: string): OpenedCursor;
};

export type OpenedCursor =
  | { readonly kind: "valid"; readonly payload: string }
  | { readonly kind: "expired" }
  | { readonly kind: "invalid" };

/** What a request is served with: one directory's storage, and how its client is understood. */
export type ProviderContext = {
  readonly repository: Repository;
  readonly resourceTypes: readonly CompiledType[];
  /** Absolute, without trailing slash; `meta.location` and `$ref` are computed from it. */
  readonly baseUrl: string;
  readonly profile: Profile;
  readonly limits?: Partial<Limits>;
  /** Absent when cursor pagination is not offered. */
  readonly cursors?: CursorPort;
  /** The token's scopes: false answers 403. Absent allows everything. Searches by POST ask for "GET". */
  readonly allows?: (method: string, resourceType: string) => boolean;
  /** Answer 400 instead of leaving out ids that name nothing. */
  readonly rejectUnknownReferences?: boolean;
  /**
   * What the client is told of an error that is no ScimError, when it ends a bulk request of which some operations
   * were already applied. Undefined, or absent: the error is thrown, and the client learns of none of them.
   */
  readonly explainFailure?: (error: unknown) => ScimError | undefined;
};
