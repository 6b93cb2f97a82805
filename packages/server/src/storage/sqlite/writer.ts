import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";

export type WriterMessage =
  | { readonly kind: "commit"; readonly batches: readonly (readonly StatementMessage[])[] }
  | { readonly kind: "close" };

type StatementMessage = { readonly sql: string; readonly parameters: readonly unknown[] };

export type BatchReply =
  | { readonly kind: "rows"; readonly rows: readonly (readonly unknown[])[] }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "unavailable"; readonly message: string }
  | { readonly kind: "failed"; readonly message: string };

/** SQLITE_CONSTRAINT_* and the conditions of the disk, by SQLite's extended result codes. */
const UNIQUE = 2067;
const PRIMARY_KEY = 1555;
const FOREIGN_KEY = 787;
const BUSY = 5;
const IO_ERROR = 10;
const FULL = 13;

const OPENING_PATIENCE_MS = 10_000;

/** What `rollcall_require` throws: the code travels in the message, because SQLite keeps nothing else of it. */
const REFUSED = "rollcall refused: ";

const database = openWriter((workerData as { path: string }).path);
const compiled = new Map<string, StatementSync>();
const port = parentPort;
if (!port) throw new Error("the SQLite writer runs as a worker");

port.on("message", (message: WriterMessage) => {
  if (message.kind === "close") {
    compiled.clear();
    database.exec("pragma wal_checkpoint(truncate)");
    database.close();
    port.close();
    return;
  }
  port.postMessage(commit(message.batches));
});
port.postMessage("ready");

function openWriter(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  db.exec("pragma busy_timeout = 5000");
  useWal(db);
  // FULL makes a commit durable before it is answered.
  db.exec(`pragma synchronous = full; pragma foreign_keys = on; pragma cache_size = -65536;
           pragma wal_autocheckpoint = 4000; pragma temp_store = memory`);
  db.function("rollcall_require", (ok, code) => {
    if (ok !== 1) throw new Error(`${REFUSED}${String(code)}`);
    return 1;
  });
  return db;
}

/**
 * WAL lets readers go on beside the writer. The change to it needs the file alone, and SQLite does not always wait
 * for another process that is at it, whatever the timeout says.
 */
function useWal(db: DatabaseSync): void {
  const until = Date.now() + OPENING_PATIENCE_MS;
  for (;;) {
    try {
      db.exec("pragma journal_mode = wal");
      return;
    } catch (error) {
      const primary = ((error as { errcode?: number }).errcode ?? 0) & 0xff;
      if (primary !== BUSY || Date.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

/** One transaction for all batches, each in its savepoint: a refused one takes nothing of the others with it. */
function commit(batches: readonly (readonly StatementMessage[])[]): readonly BatchReply[] {
  try {
    database.exec("begin immediate");
    const replies = batches.map(applyBatch);
    database.exec("commit");
    return replies;
  } catch (error) {
    if (database.isTransaction) database.exec("rollback");
    const reply = describe(error);
    return batches.map(() => reply);
  }
}

function applyBatch(statements: readonly StatementMessage[]): BatchReply {
  database.exec("savepoint batch");
  try {
    const rows = statements.map(({ sql, parameters }) =>
      prepare(sql).all(...(parameters as SQLInputValue[])),
    );
    database.exec("release batch");
    return { kind: "rows", rows };
  } catch (error) {
    const reply = describe(error);
    // A full disk may have rolled the whole transaction back already: then every batch of it has to fail.
    if (!database.isTransaction || reply.kind === "unavailable") throw error;
    database.exec("rollback to batch; release batch");
    return reply;
  }
}

function prepare(sql: string): StatementSync {
  let statement = compiled.get(sql);
  if (!statement) {
    statement = database.prepare(sql);
    if (compiled.size >= 1000) compiled.clear();
    compiled.set(sql, statement);
  }
  return statement;
}

function describe(error: unknown): BatchReply {
  const { message, errcode } = error as { message: string; errcode?: number };
  if (message.startsWith(REFUSED)) return { kind: "refused", code: message.slice(REFUSED.length) };
  if (errcode === UNIQUE || errcode === PRIMARY_KEY) {
    return { kind: "refused", code: `unique:${message.replace(/^.*failed: /, "")}` };
  }
  if (errcode === FOREIGN_KEY) return { kind: "refused", code: "foreign_key" };
  const primary = errcode === undefined ? undefined : errcode & 0xff;
  if (primary === BUSY || primary === IO_ERROR || primary === FULL) return { kind: "unavailable", message };
  return { kind: "failed", message };
}
