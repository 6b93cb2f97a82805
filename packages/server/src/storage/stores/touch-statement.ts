import type { CompiledQuery } from "kysely";
import type { Use } from "../../kernel/usage-recorder.ts";
import type { QueryBuilder } from "../query.ts";

/** Never back in time: replicas write what they saw in any order. */
export function touchStatement(
  db: QueryBuilder,
  table: "api_keys" | "directory_tokens",
  { id, at }: Use,
): CompiledQuery<unknown> {
  return db
    .updateTable(table)
    .set({ last_used_at: at })
    .where("id", "=", id)
    .where((row) => row.or([row("last_used_at", "is", null), row("last_used_at", "<", at)]))
    .compile();
}
