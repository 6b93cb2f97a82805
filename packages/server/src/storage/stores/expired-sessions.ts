import { sql } from "kysely";
import type { Engine } from "../engine.ts";
import { queryBuilder } from "../query.ts";

/** A link that has run out is kept this long: who opens it hears why it does not work, and not that it never was. */
const LINK_GRACE_MS = 7 * 24 * 60 * 60 * 1000;

const tables = [
  { table: "operator_sessions", graceMs: 0 },
  { table: "portal_sessions", graceMs: 0 },
  { table: "portal_links", graceMs: LINK_GRACE_MS },
] as const;

/** Removes up to `limit` rows of each table that ran out; `false` when there was none. */
export async function removeExpiredSessions(engine: Engine, now: number, limit: number): Promise<boolean> {
  const db = queryBuilder(engine.dialect);
  const due = await engine.read(
    sql<{ due: number }>`select 1 as due where ${sql.join(
      tables.map(
        ({ table, graceMs }) =>
          sql`exists (select 1 from ${sql.table(table)} where expires_at < ${now - graceMs})`,
      ),
      sql` or `,
    )}`.compile(db),
  );
  // A look costs a read; a write each time would cost a commit for nothing.
  if (due.length === 0) return false;
  await engine.write(
    tables.map(({ table, graceMs }) =>
      sql`delete from ${sql.table(table)} where id in (select id from ${sql.table(table)}
        where expires_at < ${now - graceMs} order by expires_at limit ${limit})`.compile(db),
    ),
  );
  return true;
}
