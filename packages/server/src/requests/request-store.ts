import type { Page, PageQuery } from "../kernel/page.ts";
import type { Diagnosis } from "./diagnose.ts";
import type { RequestRecord } from "./request-record.ts";

export type RequestFilter = {
  readonly directoryId: string;
  /** One class of answers: `ok` is below 400, `failed` the rest. */
  readonly outcome?: "ok" | "failed";
  readonly diagnosis?: Diagnosis;
  /** A part of the path or query. */
  readonly search?: string;
};

/** A record as it is read back, with the events that the request caused. */
export type LoggedRequest = RequestRecord & { readonly eventIds: readonly string[] };

export type RequestStore = {
  append(records: readonly RequestRecord[]): Promise<void>;
  list(filter: RequestFilter, page: PageQuery): Promise<Page<RequestRecord>>;
  find(directoryId: string, id: string): Promise<LoggedRequest | undefined>;
  /** Removes up to `limit` records that are older, or beyond the newest `keep` of all; `false` when none were left. */
  prune(limits: {
    readonly olderThan: number;
    readonly keep: number;
    readonly limit: number;
  }): Promise<boolean>;
};
