import type { CompiledType, KeysetQuery, ListKey, ListQuery, RelationElement } from "@rollcall/scim";
import type { DirectoryScope } from "../kernel/scope.ts";
import type { ResourceRow } from "./resource-row.ts";
import type { ApplyOutcome, WritePlan } from "./write-plan.ts";

/**
 * The rows of one directory. Obtained by scope, so that no statement can reach another's; see the scope's own
 * words.
 */
export type ResourceStore = {
  find(type: string, id: string): Promise<ResourceRow | undefined>;
  /** Exact for every filter, in bounded memory; rows in the order asked for. */
  list(
    type: string,
    query: ListQuery,
  ): Promise<{ readonly total: number; readonly rows: readonly ResourceRow[] }>;
  /** A page behind a key, at a cost that does not depend on the key; `total` where SQL alone can count. */
  listAfter(
    type: string,
    query: KeysetQuery,
  ): Promise<{
    readonly rows: readonly ResourceRow[];
    readonly next?: ListKey;
    readonly total?: number;
  }>;
  relations(
    type: string,
    attribute: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, readonly RelationElement[]>>;
  /** All steps and their events, or nothing. */
  apply(plan: WritePlan): Promise<ApplyOutcome>;
};

/** `types` are what the directory serves, where it has extensions of its own. */
export type OpenResourceStore = (scope: DirectoryScope, types?: readonly CompiledType[]) => ResourceStore;
