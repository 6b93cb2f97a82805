import { type CompiledQuery, type RawBuilder, sql } from "kysely";
import type { Dialect } from "./dialect.ts";
import type { QueryBuilder } from "./query.ts";

/** Refuses the whole batch with `code` unless the condition holds at this point of it. */
export function requireThat(
  db: QueryBuilder,
  condition: RawBuilder<unknown>,
  code: string,
): CompiledQuery<unknown> {
  return sql`select rollcall_require(${condition}, ${sql.lit(code)})`.compile(db);
}

/**
 * Locks one row until the end of the batch. A precondition about rows that do not exist yet (how many tokens
 * there are) holds only while everyone who could add one waits at the same row; a statement of its own, because
 * PostgreSQL reads its snapshot before it waits.
 */
export function lockRow(
  db: QueryBuilder,
  dialect: Dialect,
  table: "organizations" | "directories" | "portal_links",
  id: string,
): CompiledQuery<unknown> {
  return sql`select id from ${sql.table(table)} where id = ${id} ${dialect.forUpdate}`.compile(db);
}
