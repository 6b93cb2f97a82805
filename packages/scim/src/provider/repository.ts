import type { AttributePath, Filter } from "../filter/ast.ts";
import type { SortValue } from "../filter/compare.ts";
import type { ScimObject } from "../schema/definition.ts";

/**
 * Where resources live: the port between the protocol and storage. One repository is one directory; it never
 * sees another's resources. Everything is asynchronous and nothing is read twice to be written: a write carries
 * the version it was computed from, and `stale` asks the provider to read and compute again.
 */
export type Repository = {
  find(resourceType: string, id: string): Promise<StoredResource | undefined>;

  /** Exact for every filter. Order is `sort`, then creation; `startIndex` is 1-based, `count` may be 0. */
  list(resourceType: string, query: ListQuery): Promise<ListPage>;

  /**
   * The same list from a place in it on, for cursors (RFC 9865): what it costs does not depend on the place. Rows
   * that nobody changes meanwhile come exactly once, whatever is created, changed or deleted around them.
   */
  listAfter(resourceType: string, query: KeysetQuery): Promise<KeysetPage>;

  /**
   * The elements of one relation for several resources, in a stable order. An id without elements may be
   * missing from the map. Never called for a relation that the answer does not show.
   */
  relations(
    resourceType: string,
    attribute: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, readonly RelationElement[]>>;

  /** Applies one change atomically, with its events; see {@link WriteOutcome} for what can come back. */
  write(change: ResourceChange): Promise<WriteOutcome>;
};

/** A resource as stored: the attributes that clients wrote, without `schemas`, `id`, `meta` and relations. */
export type StoredResource = {
  readonly id: string;
  /** Grows with every change that a client can see; the ETag is `W/"<version>"`. */
  readonly version: number;
  /** ISO 8601 with milliseconds and `Z`. */
  readonly created: string;
  readonly lastModified: string;
  /** Core attributes by name, extensions as objects under their URN. */
  readonly attributes: ScimObject;
};

export type RelationElement = {
  readonly value: string;
  /** The resource type of the element: "User" or "Group". */
  readonly type: string;
  readonly display?: string;
};

/** What a list is restricted to and ordered by. */
export type Selection = {
  /** Already checked against the schema: known attributes, comparable types. */
  readonly filter?: Filter;
  readonly sort?: { readonly path: AttributePath; readonly descending: boolean };
};

export type ListQuery = Selection & {
  readonly startIndex: number;
  readonly count: number;
};

export type ListPage = { readonly totalResults: number; readonly resources: readonly StoredResource[] };

/**
 * A place in a list, right behind the resource that it was taken from. It stays good when that resource is gone, and
 * is written into cursors as JSON.
 */
export type ListKey = {
  /** The place in the order of creation; the repository's own. */
  readonly place: string;
  /** What the resource was sorted by; absent without `sort`, and for a resource that has no value there. */
  readonly sort?: Exclude<SortValue, undefined>;
};

export type KeysetQuery = Selection & {
  /** 1 or more. */
  readonly count: number;
  /** Absent for the first page. */
  readonly after?: ListKey;
  /** Asks for `totalResults`, which is left out when only reading every resource would tell. */
  readonly countTotal?: boolean;
};

export type KeysetPage = {
  readonly resources: readonly StoredResource[];
  /** Where the next page starts; absent on the last one. */
  readonly next?: ListKey;
  readonly totalResults?: number;
};

/**
 * Set operations on one relation, already net: no id stands in both lists. `replace` gives the whole new
 * content instead. Ids that name no resource of the directory are skipped and come back in the outcome.
 */
export type RelationChange =
  | {
      readonly attribute: string;
      readonly kind: "update";
      readonly add: readonly string[];
      readonly remove: readonly string[];
    }
  | { readonly attribute: string; readonly kind: "replace"; readonly with: readonly string[] };

export type ResourceChange =
  | {
      readonly kind: "create";
      readonly resourceType: string;
      readonly attributes: ScimObject;
      readonly relation?: RelationChange;
      readonly rejectUnknownReferences?: boolean;
    }
  | {
      readonly kind: "update";
      readonly resourceType: string;
      readonly id: string;
      /**
       * What the next attributes were computed from. Absent attributes mean that only the relation changes;
       * such a change commutes with others and needs no version.
       */
      readonly base: StoredResource;
      readonly attributes?: ScimObject;
      readonly relation?: RelationChange;
      /** From If-Match: the write must fail as `stale` when the version differs, even for a relation alone. */
      readonly ifVersion?: number;
      readonly rejectUnknownReferences?: boolean;
    }
  | {
      readonly kind: "delete";
      readonly resourceType: string;
      readonly id: string;
      readonly ifVersion?: number;
    };

export type WriteOutcome =
  /** `resource` is the state after the write (before it, for a delete); `skipped` are relation ids that name nothing. */
  | { readonly kind: "written"; readonly resource: StoredResource; readonly skipped?: readonly string[] }
  | { readonly kind: "notFound" }
  | { readonly kind: "stale" }
  | { readonly kind: "conflict"; readonly attribute: string; readonly value: string }
  /** Only with `rejectUnknownReferences`: nothing was written. */
  | { readonly kind: "unknownReference"; readonly ids: readonly string[] };
