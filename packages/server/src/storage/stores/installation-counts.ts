import { sql } from "kysely";
import type { ReadInstallationCounts } from "../../directory/installation-counts.ts";
import type { Engine } from "../engine.ts";
import { queryBuilder } from "../query.ts";

/** One statement. Users and groups are counted within an index, directory by directory. */
export function createInstallationCounts(engine: Engine): ReadInstallationCounts {
  const db = queryBuilder(engine.dialect);
  const inactive = sql`and (${sql.raw(engine.dialect.objectState)}) = 'inactive'`;
  const count = (type: "User" | "Group", narrowed = sql``) =>
    sql`coalesce(sum((select count(*) from resources where directory_id = d.id
      and type = ${sql.lit(type)} and visible = 1 ${narrowed})), 0)`;
  const query = sql<Row>`select
    (select count(*) from organizations where deleting = 0) as organizations, count(*) as directories,
    ${count("User")} as users, ${count("User", inactive)} as inactive, ${count("Group")} as "groups"
    from directories as d where d.deleting = 0`.compile(db);
  return async () => {
    const [row] = await engine.read(query);
    // PostgreSQL sums to a decimal, which arrives as text.
    const number = (column: keyof Row) => Number(row?.[column] ?? 0);
    return {
      organizations: number("organizations"),
      directories: number("directories"),
      activeUsers: number("users") - number("inactive"),
      inactiveUsers: number("inactive"),
      groups: number("groups"),
    };
  };
}

type Row = Readonly<Record<"organizations" | "directories" | "users" | "inactive" | "groups", number>>;
