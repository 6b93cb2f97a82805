import type { Cause, LogEntry } from "../events/event.ts";
import type { IndexedValue, ResourceRow } from "./resource-row.ts";

/**
 * A write as a value: computed purely from what was read, then applied by storage as one batch. Steps run in
 * order, and the events they make stand in the log in that order. What depends on rows that were not read
 * (which members are new) is decided inside the batch, so that adds and removes commute and cost what changed,
 * not what the group holds.
 */
export type WritePlan = {
  readonly organizationId: string;
  readonly cause: Cause;
  /** Milliseconds: the time of the change and of its events. */
  readonly at: number;
  readonly steps: readonly PlanStep[];
};

export type PlanStep =
  /**
   * Locks the resource; refuses the plan as `stale` when its version or document is another than given. A group's
   * plans name the document: members move its version all the time, and would hold up a rename for ever.
   */
  | {
      readonly kind: "expect";
      readonly type: string;
      readonly id: string;
      readonly version?: number;
      readonly document?: string;
    }
  /** Refuses the plan when another group of the directory has that name or externalId (the rule stands at the statement). */
  | {
      readonly kind: "claimGroupName";
      readonly id: string;
      readonly nameKey: string;
      readonly externalId: string | null;
    }
  | { readonly kind: "insert"; readonly row: ResourceRow; readonly values: readonly IndexedValue[] }
  /** Writes the row as given; comes after an `expect` of its version. Without `values` the index stays. */
  | { readonly kind: "update"; readonly row: ResourceRow; readonly values?: readonly IndexedValue[] }
  | { readonly kind: "delete"; readonly type: string; readonly id: string }
  | { readonly kind: "log"; readonly entry: LogEntry }
  /** Adds who is not in yet, with `user_added` for each; ids that name nobody are skipped, or refuse the plan. */
  | {
      readonly kind: "addMembers";
      readonly groupId: string;
      readonly members: readonly string[];
      readonly rejectUnknown: boolean;
    }
  /** Removes those listed, or all but those listed, with `user_removed` for each that was in. */
  | { readonly kind: "removeMembers"; readonly groupId: string; readonly members: readonly string[] }
  | { readonly kind: "retainMembers"; readonly groupId: string; readonly members: readonly string[] }
  /** `user_removed` for every group the user is in; the rows go too unless they are kept for a return. */
  | { readonly kind: "leaveGroups"; readonly memberId: string; readonly keep: boolean }
  /** `user_added` for every membership that was kept. */
  | { readonly kind: "rejoinGroups"; readonly memberId: string }
  /** Drops a group's memberships without a word: the contract tells of the group's end only. */
  | { readonly kind: "disbandGroup"; readonly groupId: string };

export type ApplyOutcome =
  | {
      readonly kind: "applied";
      /** The resource that the plan is about, as it stands after the batch; absent when it is gone. */
      readonly row?: ResourceRow;
      readonly skipped: readonly string[];
    }
  | { readonly kind: "stale" }
  | { readonly kind: "notFound" }
  | { readonly kind: "conflict"; readonly attribute: string }
  | { readonly kind: "unknownReference"; readonly ids: readonly string[] };
