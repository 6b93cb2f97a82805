import { type CompiledQuery, type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { PlanStep } from "../directory/write-plan.ts";
import { ulidTime } from "../kernel/ids.ts";
import { writingLog } from "./log-statement.ts";
import { MEMBER_TYPES, type PlanContext, refusal } from "./plan-context.ts";
import { requireThat } from "./preconditions.ts";

/** A test against a list of any length with one parameter, so that the statement stays the same. */
export function inList(
  { dialect }: PlanContext,
  column: string,
  ids: readonly string[],
): Expression<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} in ${dialect.eachText(JSON.stringify(ids))}`;
}

/** The group itself counts as nobody: it cannot be its own member. */
export function unknownMembers(
  context: PlanContext,
  { groupId, members }: Extract<PlanStep, { kind: "addMembers" }>,
) {
  const { db, dialect, scope } = context;
  return sql`select value from ${dialect.eachText(JSON.stringify(members))} as listed
    where not exists (select 1 from resources where directory_id = ${scope.directoryId}
      and type in (${sql.join(MEMBER_TYPES)}) and id = listed.value and id <> ${groupId})`.compile(db);
}

/**
 * Locks the members' rows first: without it a user deleted by another request could keep a membership.
 * The group's version moves only when somebody is new.
 */
export function addMembers(
  context: PlanContext,
  { groupId, members, rejectUnknown }: Extract<PlanStep, { kind: "addMembers" }>,
) {
  const { db, dialect, scope, plan } = context;
  const known = sql`from resources where resources.directory_id = ${scope.directoryId}
    and resources.type in (${sql.join(MEMBER_TYPES)}) and ${inList(context, "resources.id", members)} and resources.id <> ${groupId}`;
  const added = sql`${known} and not exists (select 1 from memberships where memberships.directory_id = ${scope.directoryId}
    and memberships.group_id = ${groupId} and memberships.member_id = resources.id)`;
  const lock = locking(context, sql`select 1 ${known} order by id ${dialect.forKeyShare}`);
  const everybody = sql`(select count(*) ${known}) = ${new Set(members).size}`;
  return [
    ...lock,
    ...(rejectUnknown ? [requireThat(db, everybody, refusal.unknownReference)] : []),
    touchGroups(context, sql`id = ${groupId} and exists (select 1 ${added})`),
    logMembers(context, "dsync.group.user_added", groupId, added),
    sql`insert into memberships (directory_id, group_id, member_id, created_at)
      select ${scope.directoryId}, ${groupId}, resources.id, ${plan.at} ${added}
      on conflict do nothing`.compile(db),
  ];
}

export function removeMembers(context: PlanContext, groupId: string, who: Expression<SqlBool>) {
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

export function leaveGroups(
  context: PlanContext,
  { memberId, keep }: Extract<PlanStep, { kind: "leaveGroups" }>,
) {
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

export function rejoinGroups(context: PlanContext, memberId: string) {
  const which = sql<SqlBool>`memberships.member_id = ${memberId}`;
  return [...lockMemberships(context, which), logMemberships(context, "dsync.group.user_added", which)];
}

/** A select that only locks: SQLite has one writer, to whom it would be work for nothing. */
function locking(
  { db, dialect }: PlanContext,
  select: RawBuilder<unknown>,
): readonly CompiledQuery<unknown>[] {
  return dialect.name === "postgres" ? [select.compile(db)] : [];
}

/**
 * Whoever tells of memberships holds their rows: else a user could return into a group, or leave one, while
 * another request removes it from that group, and the application would hear of both or of neither.
 */
function lockMemberships(context: PlanContext, which: Expression<SqlBool>) {
  const { dialect, scope } = context;
  return locking(
    context,
    sql`select 1 from memberships where directory_id = ${scope.directoryId} and ${which}
      order by group_id, member_id ${dialect.forUpdate}`,
  );
}

function groupsOf({ scope }: PlanContext, memberId: string) {
  return sql`(select group_id from memberships
    where directory_id = ${scope.directoryId} and member_id = ${memberId})`;
}

/** In the order of ids, as every other batch that locks several groups: deadlocks need two orders. */
function lockGroupsOf(context: PlanContext, memberId: string) {
  const { dialect, scope } = context;
  return locking(
    context,
    sql`select 1 from resources where directory_id = ${scope.directoryId} and type = 'Group'
      and id in ${groupsOf(context, memberId)} order by id ${dialect.forUpdate}`,
  );
}

/** Joining locks the group and then the user, so leaving does too: its groups come before the user itself. */
export function lockGroupsToLeave(context: PlanContext) {
  const leaving = context.plan.steps.find((step) => step.kind === "leaveGroups");
  return leaving && !leaving.keep ? lockGroupsOf(context, leaving.memberId) : [];
}

function touchGroups({ db, scope, plan }: PlanContext, which: Expression<unknown>) {
  return sql`update resources set version = version + 1, updated_at = ${plan.at}
    where directory_id = ${scope.directoryId} and type = 'Group' and ${which}`.compile(db);
}

export function deleteMemberships({ db, scope }: PlanContext, which: Expression<unknown>) {
  return sql`delete from memberships where directory_id = ${scope.directoryId} and ${which}`.compile(db);
}

type MembershipEvent = "dsync.group.user_added" | "dsync.group.user_removed";

/** One log row for each resource that `members` selects as joining or leaving the group. */
function logMembers(
  context: PlanContext,
  type: MembershipEvent,
  groupId: string,
  members: Expression<unknown>,
) {
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
function logMemberships(context: PlanContext, type: MembershipEvent, which: Expression<unknown>) {
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
function insertMembershipEvents(context: PlanContext, type: MembershipEvent, source: Expression<unknown>) {
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
