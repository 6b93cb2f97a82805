import { sql } from "kysely";
import type { DirectoryReads, GroupQuery, NoSuch, UserQuery } from "../../directory/directory-reads.ts";
import { type Page, pageOf, rangeOfPage } from "../../kernel/page.ts";
import type { Engine } from "../engine.ts";
import { queryBuilder } from "../query.ts";
import { groupObject, type ReadRow, rowColumns, userObject } from "./api-object.ts";
import { directoryPage, narrowUsers, type Related, relatedPage, scimIdOf } from "./read-pages.ts";

type Context = { readonly engine: Engine; readonly db: ReturnType<typeof queryBuilder> };
type Kind = "User" | "Group";

export function createDirectoryReads(engine: Engine): DirectoryReads {
  const context: Context = { engine, db: queryBuilder(engine.dialect) };
  return {
    async user(id) {
      const row = await findVisible(context, "User", id);
      return row && (await withGroups(context, [row]))[0];
    },
    async group(id) {
      const row = await findVisible(context, "Group", id);
      return row && groupObject(row);
    },
    async users(query) {
      const page = await usersPage(context, query);
      return "missing" in page ? page : { ...page, items: await withGroups(context, page.items) };
    },
    async groups(query) {
      const page = await groupsPage(context, query);
      return "missing" in page ? page : { ...page, items: page.items.map(groupObject) };
    },
  };
}

async function usersPage(context: Context, query: UserQuery): Promise<Page<ReadRow> | NoSuch> {
  const { directoryId, groupId } = query;
  if (directoryId !== undefined && !(await directoryExists(context, directoryId)))
    return { missing: "directory" };
  const where = narrowUsers(query);
  if (groupId === undefined) return readDirectory(context, "User", directoryId ?? "", query, where);
  const group = await findVisible(context, "Group", groupId);
  if (!group || (directoryId ?? group.directory_id) !== group.directory_id) return { missing: "group" };
  const related = { type: "User", of: group, own: "group_id", other: "member_id" } as const;
  return readRelated(context, related, query, where);
}

async function groupsPage(context: Context, query: GroupQuery): Promise<Page<ReadRow> | NoSuch> {
  const { directoryId, userId } = query;
  if (directoryId !== undefined && !(await directoryExists(context, directoryId)))
    return { missing: "directory" };
  const everything = { condition: sql``, selective: false };
  if (userId === undefined) return readDirectory(context, "Group", directoryId ?? "", query, everything);
  const user = await findVisible(context, "User", userId);
  if (!user || (directoryId ?? user.directory_id) !== user.directory_id) return { missing: "user" };
  const related = { type: "Group", of: user, own: "member_id", other: "group_id" } as const;
  return readRelated(context, related, query, everything);
}

type Where = ReturnType<typeof narrowUsers>;
type PageOnly = UserQuery | GroupQuery;

async function readDirectory(
  { engine, db }: Context,
  type: Kind,
  directoryId: string,
  query: PageOnly,
  where: Where,
) {
  const statement = directoryPage(type, directoryId, rangeOfPage(query), where);
  return pageOf(await engine.read(statement.compile(db)), query, ({ object_id }) => object_id);
}

/** Ordered by SCIM id, which is the membership's key: one page costs the same however large the group is. */
async function readRelated(context: Context, related: Related, query: PageOnly, where: Where) {
  const { engine, db } = context;
  const cursor = async (id: string | undefined) =>
    id === undefined ? {} : { id: (await findRow(context, id))?.id ?? scimIdOf(id) };
  const [after, before] = await Promise.all([cursor(query.after), cursor(query.before)]);
  const range = rangeOfPage({
    limit: query.limit,
    order: query.order,
    ...(after.id !== undefined ? { after: after.id } : {}),
    ...(before.id !== undefined ? { before: before.id } : {}),
  });
  const rows = await engine.read(relatedPage(related, range, where).compile(db));
  return pageOf(rows, query, ({ object_id }) => object_id);
}

async function directoryExists({ engine, db }: Context, id: string): Promise<boolean> {
  const live = db.selectFrom("directories").select("id").where("id", "=", id).where("deleting", "=", 0);
  return (await engine.read(live.compile())).length > 0;
}

async function findVisible({ engine, db }: Context, type: Kind, objectId: string) {
  const query = sql<ReadRow>`select ${rowColumns} from resources as r
    join directories as d on d.id = r.directory_id
    where r.object_id = ${objectId} and r.type = ${sql.lit(type)} and r.visible = 1 and d.deleting = 0`;
  return (await engine.read(query.compile(db)))[0];
}

async function findRow({ engine, db }: Context, objectId: string) {
  const query = db.selectFrom("resources").select("id").where("object_id", "=", objectId);
  return (await engine.read(query.compile()))[0];
}

/** The users of one directory with their groups, in one read for the page. */
async function withGroups({ engine, db }: Context, users: readonly ReadRow[]) {
  const directoryId = users[0]?.directory_id;
  if (directoryId === undefined) return [];
  const members = engine.dialect.eachText(JSON.stringify(users.map(({ id }) => id)));
  const query = sql<ReadRow & { member_id: string }>`select m.member_id, ${rowColumns} from memberships as m
    join resources as r on r.directory_id = m.directory_id and r.type = 'Group' and r.id = m.group_id
    where m.directory_id = ${directoryId} and m.member_id in ${members} order by m.member_id, m.group_id`;
  const groupsOf = Map.groupBy(await engine.read(query.compile(db)), ({ member_id }) => member_id);
  return users.map((user) => userObject(user, groupsOf.get(user.id) ?? []));
}
