import { sql } from "kysely";
import type { DirectoryPurgeStore } from "../../directory/directory-store.ts";
import { type Engine, RefusedBatch } from "../engine.ts";
import { lockRow, requireThat } from "../preconditions.ts";
import { type QueryBuilder, queryBuilder } from "../query.ts";

const NOT_EMPTY = "directory not empty";

/** What a directory owns without a foreign key, with the key of each table. */
const contents = [
  { table: "memberships", key: ["directory_id", "group_id", "member_id"] },
  { table: "resource_values", key: ["directory_id", "type", "path", "value_key", "resource_id"] },
  { table: "resources", key: ["directory_id", "type", "id"] },
] as const;

export function createDirectoryPurgeStore(engine: Engine): DirectoryPurgeStore {
  const db = queryBuilder(engine.dialect);
  const marked = db.selectFrom("directories").select("id").where("deleting", "=", 1).limit(1).compile();

  return {
    async purge(limit) {
      const [directory] = await engine.read(marked);
      if (!directory) return removeOrganization(engine, db);
      const statements = contents.map(({ table, key }) => {
        const columns = sql.join(key.map((column) => sql.ref(column)));
        return sql`delete from ${sql.table(table)} where (${columns}) in
          (select ${columns} from ${sql.table(table)} where directory_id = ${directory.id} limit ${limit})
          returning 1 as gone`.compile(db);
      });
      const removed = await engine.write(statements);
      if (removed.every((rows) => rows.length === 0)) await removeDirectory(engine, db, directory.id);
      return true;
    },
  };
}

/** A write that was under way when the directory was marked may have added rows since: then the next step takes them. */
async function removeDirectory(engine: Engine, db: QueryBuilder, id: string): Promise<void> {
  const empty = sql`not exists (select 1 from resources where directory_id = ${id})
    and not exists (select 1 from memberships where directory_id = ${id})`;
  try {
    await engine.write([
      lockRow(db, engine.dialect, "directories", id),
      requireThat(db, empty, NOT_EMPTY),
      db.deleteFrom("directories").where("id", "=", id).compile(),
    ]);
  } catch (error) {
    if (!(error instanceof RefusedBatch) || error.code !== NOT_EMPTY) throw error;
  }
}

async function removeOrganization(engine: Engine, db: QueryBuilder): Promise<boolean> {
  const marked = db
    .selectFrom("organizations")
    .select("id")
    .where("deleting", "=", 1)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("directories")
            .select("directories.id")
            .whereRef("directories.organization_id", "=", "organizations.id"),
        ),
      ),
    )
    .limit(1);
  const [organization] = await engine.read(marked.compile());
  if (!organization) return false;
  await engine.write([db.deleteFrom("organizations").where("id", "=", organization.id).compile()]);
  return true;
}
