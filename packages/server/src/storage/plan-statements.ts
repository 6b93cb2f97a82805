import { type CompiledQuery, type SqlBool, sql } from "kysely";
import type { IndexedValue, ResourceRow } from "../directory/resource-row.ts";
import type { PlanStep, WritePlan } from "../directory/write-plan.ts";
import type { DirectoryScope } from "../kernel/scope.ts";
import type { Dialect } from "./dialect.ts";
import { logStatement } from "./log-statement.ts";
import {
  addMembers,
  deleteMemberships,
  inList,
  leaveGroups,
  lockGroupsToLeave,
  rejoinGroups,
  removeMembers,
  unknownMembers,
} from "./membership-statements.ts";
import { type PlanContext, refusal } from "./plan-context.ts";
import { requireThat } from "./preconditions.ts";
import type { QueryBuilder } from "./query.ts";

export type PlanStatements = {
  readonly statements: readonly CompiledQuery<unknown>[];
  /** Where among the results the ids stand that name nobody. */
  readonly skipped: number | undefined;
  /** Where the row of the plan's resource stands, as it is after the batch. */
  readonly subject: number | undefined;
};

/** Translates a plan into the statements of one batch, written once for both engines. */
export function planStatements(
  db: QueryBuilder,
  dialect: Dialect,
  scope: DirectoryScope,
  plan: WritePlan,
): PlanStatements {
  const context: PlanContext = { db, dialect, scope, plan };
  const statements: CompiledQuery<unknown>[] = [...expectDirectory(context), ...lockGroupsToLeave(context)];
  let skipped: number | undefined;
  for (const step of plan.steps) {
    statements.push(...stepStatements(context, step));
    if (step.kind === "addMembers") {
      skipped = statements.length;
      statements.push(unknownMembers(context, step));
    }
  }
  const subject = subjectOf(plan);
  if (!subject) return { statements, skipped, subject: undefined };
  const row = db
    .selectFrom("resources")
    .selectAll()
    .where("directory_id", "=", scope.directoryId)
    .where("type", "=", subject.type)
    .where("id", "=", subject.id);
  return { statements: [...statements, row.compile()], skipped, subject: statements.length };
}

/** The resource whose row only the batch knows: members move its version, and other requests its attributes. */
function subjectOf({ steps }: WritePlan): { readonly type: string; readonly id: string } | undefined {
  if (steps.some(({ kind }) => kind === "delete")) return undefined;
  const inserted = steps.find((step) => step.kind === "insert");
  if (inserted) return steps.some(({ kind }) => kind === "addMembers") ? inserted.row : undefined;
  return steps.find((step) => step.kind === "expect");
}

function stepStatements(context: PlanContext, step: PlanStep): readonly CompiledQuery<unknown>[] {
  const { db, scope } = context;
  switch (step.kind) {
    case "expect":
      return [expectResource(context, step)];
    case "claimGroupName":
      return claimGroupName(context, step);
    case "insert":
      return [
        db
          .insertInto("resources")
          .values({ directory_id: scope.directoryId, ...columnsOf(step.row) })
          .compile(),
        ...indexValues(context, step.row, step.values),
      ];
    case "update":
      return updateResource(context, step.row, step.values);
    case "delete":
      return [
        forgetValues(context, step.id),
        db
          .deleteFrom("resources")
          .where("directory_id", "=", scope.directoryId)
          .where("type", "=", step.type)
          .where("id", "=", step.id)
          .compile(),
      ];
    case "log":
      return [logStatement(db, step.entry)];
    case "addMembers":
      return addMembers(context, step);
    case "removeMembers":
      return removeMembers(context, step.groupId, inList(context, "memberships.member_id", step.members));
    case "retainMembers":
      return removeMembers(
        context,
        step.groupId,
        sql<SqlBool>`not ${inList(context, "memberships.member_id", step.members)}`,
      );
    case "leaveGroups":
      return leaveGroups(context, step);
    case "rejoinGroups":
      return rejoinGroups(context, step.memberId);
    case "disbandGroup":
      return [deleteMemberships(context, sql`group_id = ${step.groupId}`)];
  }
}

function expectResource(context: PlanContext, step: Extract<PlanStep, { kind: "expect" }>) {
  const { db, dialect, scope } = context;
  const { type, id, version, document } = step;
  const conditions = [
    sql`directory_id = ${scope.directoryId} and type = ${type} and id = ${id}`,
    ...(version === undefined ? [] : [sql`version = ${version}`]),
    ...(document === undefined ? [] : [sql`document = ${document}`]),
  ];
  const found = sql`select 1 from resources where ${sql.join(conditions, sql` and `)} ${dialect.forUpdate}`;
  const code = conditions.length === 1 ? refusal.notFound : refusal.stale;
  return requireThat(db, sql`exists (${found})`, code);
}

/**
 * A write that began before its directory was deleted must not leave rows behind the removal. The removal's last
 * step waits for whoever holds the directory's row, and then looks again whether the directory is empty. Names of
 * groups are claimed one after another, for which no index could stand in: then the row is held alone, and from
 * the start, because to hold more of it later would be a deadlock.
 */
function expectDirectory({ db, dialect, scope, plan }: PlanContext): readonly CompiledQuery<unknown>[] {
  const claims = plan.steps.some(({ kind }) => kind === "claimGroupName");
  if (!claims && !plan.steps.some(({ kind }) => kind === "insert" || kind === "addMembers")) return [];
  const hold = claims ? dialect.forUpdate : dialect.forKeyShare;
  const found = sql`select 1 from directories where id = ${scope.directoryId} and deleting = 0 ${hold}`;
  return [requireThat(db, sql`exists (${found})`, refusal.directoryGone)];
}

/**
 * Okta knows its groups by name alone, Entra by externalId: two groups may share a name only when their
 * externalIds tell them apart.
 */
function claimGroupName(
  context: PlanContext,
  { id, nameKey, externalId }: Extract<PlanStep, { kind: "claimGroupName" }>,
) {
  const { db, scope } = context;
  const others = sql`select 1 from resources where directory_id = ${scope.directoryId} and type = 'Group' and id <> ${id}`;
  const sameName =
    externalId === null
      ? sql`${others} and name_key = ${nameKey}`
      : sql`${others} and name_key = ${nameKey} and external_id is null`;
  return [
    requireThat(db, sql`not exists (${sameName})`, refusal.groupName),
    ...(externalId === null
      ? []
      : [
          requireThat(
            db,
            sql`not exists (${others} and external_id = ${externalId})`,
            refusal.groupExternalId,
          ),
        ]),
  ];
}

function columnsOf(row: ResourceRow) {
  return {
    type: row.type,
    id: row.id,
    external_id: row.externalId,
    unique_key: row.uniqueKey,
    name_key: row.nameKey,
    display: row.display,
    document: row.document,
    version: row.version,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    object_id: row.objectId,
    visible: row.visible ? 1 : 0,
    idp_id: row.idpId,
    email_key: row.emailKey,
    object: row.object,
    mapping_revision: row.mappingRevision,
  };
}

function updateResource(context: PlanContext, row: ResourceRow, values: readonly IndexedValue[] | undefined) {
  const { type, id, created_at, version, ...columns } = columnsOf(row);
  const update = context.db
    .updateTable("resources")
    // Counted here: members may have moved the version since the row was read.
    .set({ ...columns, version: sql<number>`version + 1` })
    .where("directory_id", "=", context.scope.directoryId)
    .where("type", "=", type)
    .where("id", "=", id)
    .compile();
  return values ? [update, forgetValues(context, id), ...indexValues(context, row, values)] : [update];
}

function indexValues({ db, scope }: PlanContext, { type, id }: ResourceRow, values: readonly IndexedValue[]) {
  if (values.length === 0) return [];
  const rows = values.map(({ path, key }) => ({
    directory_id: scope.directoryId,
    type,
    path,
    value_key: key,
    resource_id: id,
  }));
  return [db.insertInto("resource_values").values(rows).compile()];
}

function forgetValues({ db, scope }: PlanContext, id: string) {
  return db
    .deleteFrom("resource_values")
    .where("directory_id", "=", scope.directoryId)
    .where("resource_id", "=", id)
    .compile();
}
