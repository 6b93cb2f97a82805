import type { CompiledQuery } from "kysely";
import type { LogEntry } from "../events/event.ts";
import { newId } from "../kernel/ids.ts";
import type { QueryBuilder } from "./query.ts";

const logWrites = new WeakSet<CompiledQuery<unknown>>();

/** One row of the log, to stand in the same batch as the change that it tells of. */
export function logStatement(db: QueryBuilder, entry: LogEntry): CompiledQuery<unknown> {
  return writingLog(
    db
      .insertInto("events")
      .values({
        id: newId("event"),
        type: entry.type ?? null,
        organization_id: entry.organizationId,
        directory_id: entry.directoryId ?? null,
        resource_id: entry.resourceId ?? null,
        member_id: entry.memberId ?? null,
        version: entry.version ?? null,
        data: JSON.stringify(entry.data),
        changes: entry.changes ? JSON.stringify(entry.changes) : null,
        cause: JSON.stringify(entry.cause),
        request_id: entry.cause.requestId ?? null,
        held: 0,
        created_at: entry.at,
        // `position` is left out: SQLite's key fills it, PostgreSQL's sequencer does after the commit.
      } as never)
      .compile(),
  );
}

/** Marks a statement that may add to the log, so that readers are woken when its batch has committed. */
export function writingLog<Query extends CompiledQuery<unknown>>(statement: Query): Query {
  logWrites.add(statement);
  return statement;
}

export function writesLog(statements: readonly CompiledQuery<unknown>[]): boolean {
  return statements.some((statement) => logWrites.has(statement));
}
