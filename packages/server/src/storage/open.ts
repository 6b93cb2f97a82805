import type { Engine } from "./engine.ts";
import { openPostgres } from "./postgres/engine.ts";
import { openSqlite } from "./sqlite/engine.ts";

/** Opens `sqlite:PATH` or `postgres://…`; the schema is the caller's next step ({@link migrate}). */
export async function openEngine(url: string): Promise<Engine> {
  if (url.startsWith("sqlite:")) return openSqlite(url.slice("sqlite:".length));
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url);
  throw new Error(
    `a database URL starts with sqlite: or postgres://, not with ${JSON.stringify(url.split(":")[0])}`,
  );
}
