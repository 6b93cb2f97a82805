import pg from "pg";
import { Unavailable } from "../../kernel/unavailable.ts";
import { postgresDialect } from "../dialect.ts";
import { type Engine, RefusedBatch } from "../engine.ts";

/** One process uses at most this many connections; replicas multiply it, so it stays small. */
const MAX_CONNECTIONS = 10;
/** Deadlocks and serialization failures took nothing with them: the same batch may simply run again. */
const RETRYABLE = new Set(["40P01", "40001"]);
const MAX_TRIES = 5;
const INT8 = 20;
/** Somebody else's lock or a slow disk must not hold a request for ever: providers give up after a minute. */
const BEGIN = "begin; set local statement_timeout = '10s'";

type Statement = { readonly sql: string; readonly parameters: readonly unknown[] };
type Result = { readonly rows: readonly unknown[] };

/**
 * PostgreSQL through `pg` with pipelining: a batch leaves as BEGIN, its statements and COMMIT in one write. When
 * one statement fails the server skips the rest and turns COMMIT into ROLLBACK, which is all that a batch needs.
 */
export async function openPostgres(url: string): Promise<Engine> {
  const types = { getTypeParser };
  const pool = new pg.Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    pipeline: true,
    types,
    connectionTimeoutMillis: 10_000,
  });
  // A connection that the server ends, idle or in use, must not end the process; the next query opens another.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const { run, close } = draining(() => pool.end());

  return {
    dialect: postgresDialect,
    async read<Row>(query: Statement) {
      const { rows } = await run(() => attempt(() => pool.query(query.sql, [...query.parameters])));
      return rows as Row[];
    },
    write: (statements) => run(() => writeWithRetries(pool, statements)),
    close,
  };
}

/** The pool strands what still waits for a connection when it ends: so it ends after everything that was asked. */
function draining(end: () => Promise<void>) {
  const running = new Set<Promise<unknown>>();
  let closed: Promise<void> | undefined;
  return {
    run<T>(work: () => Promise<T>): Promise<T> {
      if (closed) return Promise.reject(new Unavailable("the database is closed"));
      const result = work();
      const settled = result.catch(() => undefined);
      running.add(settled);
      settled.then(() => running.delete(settled));
      return result;
    },
    close() {
      closed ??= Promise.all(running).then(end);
      return closed;
    },
  };
}

async function writeWithRetries(pool: pg.Pool, statements: readonly Statement[]) {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(() => writeBatch(pool, statements));
    } catch (error) {
      if (!RETRYABLE.has(codeOf(error)) || tries === MAX_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * tries));
    }
  }
}

async function writeBatch(
  pool: pg.Pool,
  statements: readonly Statement[],
): Promise<readonly (readonly unknown[])[]> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const [, ...settled] = await Promise.allSettled<Result>([
      client.query(BEGIN),
      ...statements.map(({ sql, parameters }) => client.query(sql, [...parameters])),
      client.query("commit"),
    ]);
    const failure = settled.find((result) => result.status === "rejected");
    if (!failure)
      return settled.slice(0, -1).map((result) => (result as PromiseFulfilledResult<Result>).value.rows);
    if (translate(failure.reason) instanceof Unavailable) broken = failure.reason as Error;
    throw failure.reason;
  } finally {
    client.release(broken);
  }
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translate(error);
  }
}

/** PostgreSQL's SQLSTATE, or "" for anything that is not the server's own word (a lost connection). */
function codeOf(error: unknown): string {
  // By its class and not by its shape: EPIPE, too, has five capitals.
  return error instanceof pg.DatabaseError ? (error.code ?? "") : "";
}

function translate(error: unknown): unknown {
  const { message, constraint } = error as { message: string; constraint?: string };
  const code = codeOf(error);
  if (code === "RC001") return new RefusedBatch(message);
  if (code === "23505") return new RefusedBatch(`unique:${constraint ?? ""}`);
  if (code === "23503") return new RefusedBatch("foreign_key");
  // Class 08: connection; 53: resources, a full disk too; 57: an operator ended the session or the server.
  if (code === "" || /^(08|53|57)/.test(code)) return new Unavailable(message, { cause: error });
  return error;
}

/** `bigint` holds milliseconds and positions, all far below 2^53. */
function getTypeParser(oid: number, format?: "text" | "binary"): (value: string) => unknown {
  if (oid === INT8) return Number;
  return pg.types.getTypeParser(oid, format as "text");
}
