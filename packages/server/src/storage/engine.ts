import type { CompiledQuery } from "kysely";
import type { Dialect } from "./dialect.ts";

/**
 * What a database is to the stores: reads, and atomic batches of statements. A batch is sent whole and runs
 * without an await in between: on SQLite one savepoint of a group commit, on PostgreSQL one pipelined
 * transaction, one round trip. There is no interactive transaction on purpose.
 */
export type Engine = {
  readonly dialect: Dialect;
  read<Row>(query: CompiledQuery<Row>): Promise<readonly Row[]>;
  /**
   * Applies all statements or none, and resolves once they are durable, with each statement's rows. Rejects
   * with {@link RefusedBatch} when a precondition or a constraint said no: nothing was written then.
   */
  write(statements: readonly CompiledQuery<unknown>[]): Promise<readonly (readonly unknown[])[]>;
  close(): Promise<void>;
};

/**
 * A batch that the data refused. `code` is the one given to `require`, or `unique:<index or columns>`,
 * or `foreign_key`.
 */
export class RefusedBatch extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`the batch was refused: ${code}`);
    this.name = "RefusedBatch";
    this.code = code;
  }
}
