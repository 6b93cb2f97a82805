import { type RawBuilder, sql } from "kysely";
import type { KeyRange } from "../kernel/page.ts";

/** `and column > … and column < …`, to stand at the end of a `where`. */
export function withinRange(column: string, { above, below }: KeyRange): RawBuilder<unknown> {
  const lower = above === undefined ? sql`` : sql` and ${sql.ref(column)} > ${above}`;
  const upper = below === undefined ? sql`` : sql` and ${sql.ref(column)} < ${below}`;
  return sql`${lower}${upper}`;
}

export function orderedBy(column: string, { descending, limit }: KeyRange): RawBuilder<unknown> {
  return sql`order by ${sql.ref(column)} ${descending ? sql`desc` : sql`asc`} limit ${limit}`;
}

/** A pattern for `lower(column) like … escape '!'`. The engines' `lower` folds ASCII only, so this does too. */
export function containing(text: string): string {
  const folded = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return `%${folded.replace(/[!%_]/g, "!$&")}%`;
}
