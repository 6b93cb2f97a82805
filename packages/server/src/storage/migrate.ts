import { CompiledQuery, sql } from "kysely";
import { type Engine, RefusedBatch } from "./engine.ts";
import { migrations } from "./migrations/index.ts";
import type { Migration } from "./migrations/migration.ts";
import { queryBuilder } from "./query.ts";

const APPLIED_ELSEWHERE = "migration applied elsewhere";

/**
 * Brings the schema up to date and returns the names of the migrations that this call applied. Any number of
 * replicas may call it at once: each migration is one batch under a lock, and the one that comes second finds
 * it done.
 */
export async function migrate(
  engine: Engine,
  list: readonly Migration[] = migrations,
): Promise<readonly string[]> {
  const { dialect } = engine;
  const db = queryBuilder(dialect);
  const raw = (text: string) => CompiledQuery.raw(text);
  const lock = dialect.migrationLock.compile(db);
  await engine.write([
    lock,
    ...dialect.migrationPrelude.map(raw),
    raw(
      `create table if not exists migrations (name ${dialect.text} primary key, applied_at ${dialect.integer} not null)`,
    ),
  ]);
  const done = new Set(
    (await engine.read(sql<{ name: string }>`select name from migrations`.compile(db))).map(
      ({ name }) => name,
    ),
  );
  const applied: string[] = [];
  for (const { name, statements } of list.filter((migration) => !done.has(migration.name))) {
    try {
      await engine.write([
        lock,
        sql`select rollcall_require(not exists (select 1 from migrations where name = ${name}), ${sql.lit(APPLIED_ELSEWHERE)})`.compile(
          db,
        ),
        ...statements(dialect).map(raw),
        sql`insert into migrations (name, applied_at) values (${name}, ${Date.now()})`.compile(db),
      ]);
      applied.push(name);
    } catch (error) {
      if (!(error instanceof RefusedBatch) || error.code !== APPLIED_ELSEWHERE) throw error;
    }
  }
  return applied;
}
