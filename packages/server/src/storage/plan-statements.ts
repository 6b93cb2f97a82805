import { type CompiledQuery, type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { IndexedValue, ResourceRow } from "../directory/resource-row.ts";
import type { PlanStep, WritePlan } from "../directory/write-plan.ts";
import { ulidTime } from "../kernel/ids.ts";
import type { DirectoryScope } from "../kernel/scope.ts";
import type { Dialect } from "./dialect.ts";
import { logStatement, writingLog } from "./log-statement.ts";
import type { QueryBuilder } from "./query.ts";

/** The codes by which a batch refuses a plan. */
export const refusal = {
  stale: "stale",
  notFound: "not_found",
  groupName: "conflict:displayName",
  groupExternalId: "conflict:externalId",
  unknownReference: "unknown_reference",
} as const;

/** What may be a member. */
export const MEMBER_TYPES = ["User", "Group"] as const;

export type PlanStatements = {
  readonly statements: readonly CompiledQuery<unknown>[];
  /** Where among the results the ids stand that name nobody. */
  readonly skipped: number | undefined;
  /** Where the row of the plan's resource stands, as it is after the batch. */
  readonly subject: number | undefined;
};

type Context = {
  readonly db: QueryBuilder;
  readonly dialect: Dialect;
  readonly scope: DirectoryScope;
  readonly plan: WritePlan;
};

/** Translates a plan into the statements of one batch, written once for both engines. */
export function planStatements(
  db: QueryBuilder,
  dialect: Dialect,
  scope: DirectoryScope,
  plan: WritePlan,
): PlanStatements {
  const context: Context = { db, dialect, scope, plan };
  const statements: CompiledQuery<unknown>[] = [...lockGroupsToLeave(context)];
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

function stepStatements(context: Context, step: PlanStep): readonly CompiledQuery<unknown>[] {
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

function expectResource(context: Context, { type, id, version }: Extract<PlanStep, { kind: "expect" }>) {
  const { db, dialect, scope } = context;
  const key = sql`directory_id = ${scope.directoryId} and type = ${type} and id = ${id}`;
  const found =
    version === undefined
      ? sql`select 1 from resources where ${key} ${dialect.forUpdate}`
      : sql`select 1 from resources where ${key} and version = ${version} ${dialect.forUpdate}`;
  return require(context, sql`exists (${found})`, version === undefined
    ? refusal.notFound
    : refusal.stale).compile(db);
}

function require({ dialect }: Context, condition: Expression<unknown>, code: string) {
  return sql`select rollcall_require(${condition}, ${code}${sql.raw(dialect.name === "postgres" ? "::text" : "")})`;
}

/**
 * Okta knows its groups by name alone, Entra by externalId: two groups may share a name only when their
 * externalIds tell them apart. The directory's row is locked, because no index can say this.
 */
function claimGroupName(
  context: Context,
  { id, nameKey, externalId }: Extract<PlanStep, { kind: "claimGroupName" }>,
) {
  const { db, dialect, scope } = context;
  const others = sql`select 1 from resources where directory_id = ${scope.directoryId} and type = 'Group' and id <> ${id}`;
  const sameName =
    externalId === null
      ? sql`${others} and name_key = ${nameKey}`
      : sql`${others} and name_key = ${nameKey} and external_id is null`;
  return [
    sql`select 1 from directories where id = ${scope.directoryId} ${dialect.forUpdate}`.compile(db),
    require(context, sql`not exists (${sameName})`, refusal.groupName).compile(db),
    ...(externalId === null
      ? []
      : [
          require(context, sql`not exists (${others} and external_id = ${externalId})`, refusal.groupExternalId).compile(
            db,
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

function updateResource(context: Context, row: ResourceRow, values: readonly IndexedValue[] | undefined) {
  const { type, id, created_at, ...columns } = columnsOf(row);
  const update = context.db
    .updateTable("resources")
    .set(columns)
    .where("directory_id", "=", context.scope.directoryId)
    .where("type", "=", type)
    .where("id", "=", id)
    .compile();
  return values ? [update, forgetValues(context, id), ...indexValues(context, row, values)] : [update];
}

function indexValues({ db, scope }: Context, { type, id }: ResourceRow, values: readonly IndexedValue[]) {
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

function forgetValues({ db, scope }: Context, id: string) {
  return db
    .deleteFrom("resource_values")
    .where("directory_id", "=", scope.directoryId)
    .where("resource_id", "=", id)
    .compile();
}

/** A test against a list of any length with one parameter, so that the statement stays the same. */
function inList({ dialect }: Context, column: string, ids: readonly string[]): Expression<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} in ${dialect.eachText(JSON.stringify(ids))}`;
}

/** The group itself counts as nobody: it cannot be its own member. */
function unknownMembers(context: Context, { groupId, members }: Extract<PlanStep, { kind: "addMembers" }>) {
  const { db, dialect, scope } = context;
  return sql`select value from ${dialect.eachText(JSON.stringify(members))} as listed
    where not exists (select 1 from resources where directory_id = ${scope.directoryId}
      and type in (${sql.join(MEMBER_TYPES)}) and id = listed.value and id <> ${groupId})`.compile(db);
}

/**
 * Locks the members' rows first: without it a user deleted by another request could keep a membership.
 * The group's version moves only when somebody is new.
 */
function addMembers(
  context: Context,
  { groupId, members, rejectUnknown }: Extract<PlanStep, { kind: "addMembers" }>,
) {
  const { db, dialect, scope, plan } = context;
  const known = sql`from resources where resources.directory_id = ${scope.directoryId}
    and resources.type in (${sql.join(MEMBER_TYPES)}) and ${inList(context, "resources.id", members)} and resources.id <> ${groupId}`;
  const added = sql`${known} and not exists (select 1 from memberships where memberships.directory_id = ${scope.directoryId}
    and memberships.group_id = ${groupId} and memberships.member_id = resources.id)`;
  const lock = locking(context, sql`select 1 ${known} order by id ${dialect.forKeyShare}`);
  const reject = require(context, sql`(select count(*) ${known}) = ${new Set(members).size}`, refusal.unknownReference);
  return [
    ...lock,
    ...(rejectUnknown ? [reject.compile(db)] : []),
    touchGroups(context, sql`id = ${groupId} and exists (select 1 ${added})`),
    logMembers(context, "dsync.group.user_added", groupId, added),
    sql`insert into memberships (directory_id, group_id, member_id, created_at)
      select ${scope.directoryId}, ${groupId}, resources.id, ${plan.at} ${added}
      on conflict do nothing`.compile(db),
  ];
}

function removeMembers(context: Context, groupId: string, who: Expression<SqlBool>) {
  const { scope } = context;
  const which = sql<SqlBool>`memberships.group_id = ${groupId} and ${who}`;
  const affected = sql`select 1 from memberships where directory_id = ${scope.directoryId} and ${which}`;
  return [
    ...lockMemberships(context, which),
    touchGroups(context, sql`id = ${groupId} and exists (${affected})`),
    logMemberships(context, "dsync.group.user_removed", which),
    deleteMemberships(context, which),
  ];
}

function leaveGroups(context: Context, { memberId, keep }: Extract<PlanStep, { kind: "leaveGroups" }>) {
  const which = sql<SqlBool>`memberships.member_id = ${memberId}`;
  const told = logMemberships(context, "dsync.group.user_removed", which);
  if (keep) return [...lockMemberships(context, which), told];
  return [
    ...lockGroupsOf(context, memberId),
    ...lockMemberships(context, which),
    told,
    touchGroups(context, sql`id in ${groupsOf(context, memberId)}`),
    // The groups are named to SQLite, which would look for the member in every group of the directory.
    deleteMemberships(context, sql`${which} and group_id in ${groupsOf(context, memberId)}`),
  ];
}

function rejoinGroups(context: Context, memberId: string) {
  const which = sql<SqlBool>`memberships.member_id = ${memberId}`;
  return [...lockMemberships(context, which), logMemberships(context, "dsync.group.user_added", which)];
}

/** A select that only locks: SQLite has one writer, to whom it would be work for nothing. */
function locking({ db, dialect }: Context, select: RawBuilder<unknown>): readonly CompiledQuery<unknown>[] {
  return dialect.name === "postgres" ? [select.compile(db)] : [];
}

/**
 * Whoever tells of memberships holds their rows: else a user could return into a group, or leave one, while
 * another request removes it from that group, and the application would hear of both or of neither.
 */
function lockMemberships(context: Context, which: Expression<SqlBool>) {
  const { dialect, scope } = context;
  return locking(
    context,
    sql`select 1 from memberships where directory_id = ${scope.directoryId} and ${which}
      order by group_id, member_id ${dialect.forUpdate}`,
  );
}

function groupsOf({ scope }: Context, memberId: string) {
  return sql`(select group_id from memberships
    where directory_id = ${scope.directoryId} and member_id = ${memberId})`;
}

/** In the order of ids, as every other batch that locks several groups: deadlocks need two orders. */
function lockGroupsOf(context: Context, memberId: string) {
  const { dialect, scope } = context;
  return locking(
    context,
    sql`select 1 from resources where directory_id = ${scope.directoryId} and type = 'Group'
      and id in ${groupsOf(context, memberId)} order by id ${dialect.forUpdate}`,
  );
}

/** Joining locks the group and then the user, so leaving does too: its groups come before the user itself. */
function lockGroupsToLeave(context: Context) {
  const leaving = context.plan.steps.find((step) => step.kind === "leaveGroups");
  return leaving && !leaving.keep ? lockGroupsOf(context, leaving.memberId) : [];
}

function touchGroups({ db, scope, plan }: Context, which: Expression<unknown>) {
  return sql`update resources set version = version + 1, updated_at = ${plan.at}
    where directory_id = ${scope.directoryId} and type = 'Group' and ${which}`.compile(db);
}

function deleteMemberships({ db, scope }: Context, which: Expression<unknown>) {
  return sql`delete from memberships where directory_id = ${scope.directoryId} and ${which}`.compile(db);
}

type MembershipEvent = "dsync.group.user_added" | "dsync.group.user_removed";

/** One log row for each resource that `members` selects as joining or leaving the group. */
function logMembers(context: Context, type: MembershipEvent, groupId: string, members: Expression<unknown>) {
  return insertMembershipEvents(
    context,
    type,
    sql`(select resources.* ${members}) as u
      join resources as g on g.directory_id = u.directory_id and g.type = 'Group' and g.id = ${groupId}
      order by u.id`,
  );
}

/**
 * One log row for each existing membership that `which` selects. Ordered by the membership's own columns: ordered
 * by the group's, SQLite would walk through all groups of the directory.
 */
function logMemberships(context: Context, type: MembershipEvent, which: Expression<unknown>) {
  return insertMembershipEvents(
    context,
    type,
    sql`memberships
      join resources as u on u.directory_id = memberships.directory_id and u.type in (${sql.join(MEMBER_TYPES)}) and u.id = memberships.member_id
      join resources as g on g.directory_id = memberships.directory_id and g.type = 'Group' and g.id = memberships.group_id
      where memberships.directory_id = ${context.scope.directoryId} and ${which}
      order by memberships.group_id, memberships.member_id`,
  );
}

/**
 * The payload is put together from the two stored objects, so that one statement tells of ten thousand members.
 * Nested groups and users that the application does not see leave a row without a type: history, no event.
 */
function insertMembershipEvents(context: Context, type: MembershipEvent, source: Expression<unknown>) {
  const { db, dialect, scope, plan } = context;
  const id = sql`${`event_${ulidTime(plan.at)}`} || ${dialect.randomHex}`;
  const opening = `{"directory_id":${JSON.stringify(scope.directoryId)},"user":`;
  return writingLog(
    sql`insert into events (id, type, organization_id, directory_id, resource_id, member_id, version, data, changes, cause, request_id, held, created_at)
    select ${id}, case when u.type = 'User' and u.visible = 1 then ${type} end, ${scope.organizationId}, ${scope.directoryId},
      g.id, u.id, g.version, ${opening} || u.object || ',"group":' || g.object || '}', null, ${JSON.stringify(plan.cause)}, ${plan.cause.requestId ?? null}, 0, ${plan.at}
    from ${source}`.compile(db),
  );
}
