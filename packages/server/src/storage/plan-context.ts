import type { WritePlan } from "../directory/write-plan.ts";
import type { DirectoryScope } from "../kernel/scope.ts";
import type { Dialect } from "./dialect.ts";
import type { QueryBuilder } from "./query.ts";

/** What every statement of a plan is made from. */
export type PlanContext = {
  readonly db: QueryBuilder;
  readonly dialect: Dialect;
  readonly scope: DirectoryScope;
  readonly plan: WritePlan;
};

/** The codes by which a batch refuses a plan. */
export const refusal = {
  directoryGone: "directory_gone",
  stale: "stale",
  notFound: "not_found",
  groupName: "conflict:displayName",
  groupExternalId: "conflict:externalId",
  unknownReference: "unknown_reference",
} as const;

/** What may be a member. */
export const MEMBER_TYPES = ["User", "Group"] as const;
