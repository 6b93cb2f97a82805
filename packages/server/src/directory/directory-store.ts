import type { LogEntry } from "../events/event.ts";
import type { Page, PageQuery } from "../kernel/page.ts";
import type { Directory } from "./directory.ts";

export type DirectoryQuery = PageQuery & {
  readonly organizationId?: string;
  /** A part of the name, in any case. */
  readonly search?: string;
  readonly domain?: string;
};

/** What the application sees of a directory's contents, counted. */
export type DirectoryCounts = {
  readonly activeUsers: number;
  readonly inactiveUsers: number;
  readonly groups: number;
};

export type DirectoryChanges = Partial<
  Pick<
    Directory,
    | "name"
    | "label"
    | "profile"
    | "enabled"
    | "deprovisioning"
    | "membershipOnDeactivation"
    | "unknownMembers"
    | "userIdAttribute"
    | "domain"
  >
>;

export type DirectoryOutcome =
  | { readonly kind: "done" }
  /** Gone, being deleted, or its switch stands otherwise than was expected. */
  | { readonly kind: "stale" }
  | { readonly kind: "organizationNotFound" }
  | { readonly kind: "labelTaken" };

export type DirectoryStore = {
  /** With its `dsync.activated`, unless the organization is gone. */
  insert(directory: Directory, entry: LogEntry): Promise<DirectoryOutcome>;
  find(id: string): Promise<Directory | undefined>;
  /** The id of the directory whose external key or label stands in a URL. */
  idOfKey(key: string): Promise<string | undefined>;
  list(query: DirectoryQuery): Promise<Page<Directory>>;
  /** All of an organization's that are not being deleted, oldest first. */
  ofOrganization(organizationId: string): Promise<readonly Directory[]>;
  /** One read for a whole page, from an index. */
  counts(ids: readonly string[]): Promise<ReadonlyMap<string, DirectoryCounts>>;
  /** Refused as `stale` unless `enabled` still is what `expected` says; the entry is written with the change. */
  change(
    id: string,
    changes: DirectoryChanges,
    expected: { readonly enabled: boolean },
    at: number,
    entry?: LogEntry,
  ): Promise<DirectoryOutcome>;
  /** Marks it and frees its label, with its `dsync.deleted`; `stale` when that was done before. */
  markDeleting(id: string, entry: LogEntry, at: number): Promise<DirectoryOutcome>;
};

/** The background removal of what was marked. Every step is bounded and durable, so that a restart goes on. */
export type DirectoryPurgeStore = {
  /** Removes up to `limit` rows of some marked directory, at last itself; `false` when nothing was left to do. */
  purge(limit: number): Promise<boolean>;
};
