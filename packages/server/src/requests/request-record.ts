import type { Diagnosis } from "./diagnose.ts";

/** One SCIM request and its answer, as support and IT admins look at it. Secrets are gone before it is made. */
export type RequestRecord = {
  /** What `X-Request-ID` answered, and what events carry as their cause. */
  readonly id: string;
  readonly directoryId: string;
  /** Milliseconds. */
  readonly at: number;
  readonly durationMs: number;
  readonly method: string;
  /** Below the SCIM base URL. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly status: number;
  readonly clientAddress: string;
  readonly userAgent: string;
  /** Null when no valid token came. */
  readonly tokenId: string | null;
  readonly tokenSuffix: string | null;
  readonly requestBody: string;
  readonly responseBody: string;
  /** The normalizers that changed how the request was read. */
  readonly acted: readonly string[];
  /** How many member ids named nobody and were left out. */
  readonly skipped: number;
  readonly diagnosis: Diagnosis | null;
};

/** A record whose directory is not known when no valid token came. */
export type UnassignedRecord = Omit<RequestRecord, "directoryId"> & {
  readonly directoryId: string | undefined;
};
