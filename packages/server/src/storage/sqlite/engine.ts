import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import { Unavailable } from "../../kernel/unavailable.ts";
import { sqliteDialect } from "../dialect.ts";
import { type Engine, RefusedBatch } from "../engine.ts";
import type { BatchReply, WriterMessage } from "./writer.ts";

type Pending = {
  readonly statements: readonly { sql: string; parameters: readonly unknown[] }[];
  readonly resolve: (rows: readonly (readonly unknown[])[]) => void;
  readonly reject: (error: Error) => void;
};

/**
 * SQLite through `node:sqlite`. Writes go to one worker, where batches that wait together share one commit and
 * so one fsync; keyed reads run here on a connection of their own, which in WAL mode sees each commit as soon
 * as the worker has answered.
 */
export async function openSqlite(path: string): Promise<Engine> {
  const writer = await openWriter(path);
  const reader = new DatabaseSync(path, { readOnly: true });
  reader.exec(
    "pragma query_only = on; pragma busy_timeout = 5000; pragma cache_size = -65536; pragma mmap_size = 268435456",
  );
  const compiled = new Map<string, StatementSync>();

  return {
    dialect: sqliteDialect,
    async read<Row>(query: { sql: string; parameters: readonly unknown[] }) {
      if (!reader.isOpen) throw new Unavailable("the database is closed");
      let statement = compiled.get(query.sql);
      if (!statement) {
        statement = reader.prepare(query.sql);
        // Filters make statements of many shapes; an endless cache would be a leak that a client controls.
        if (compiled.size >= 1000) compiled.clear();
        compiled.set(query.sql, statement);
      }
      return statement.all(...(query.parameters as SQLInputValue[])) as Row[];
    },
    write: (statements) => writer.write(statements),
    async close() {
      compiled.clear();
      if (reader.isOpen) reader.close();
      // The writer goes last: only it may remove the write-ahead log.
      await writer.close();
    },
  };
}

/** A file that cannot be opened is the operator's to set right: it is said in one line, with its path. */
async function openWriter(path: string): Promise<GroupCommitWriter> {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const writer = new GroupCommitWriter(path);
    await writer.ready;
    return writer;
  } catch (error) {
    throw new Unavailable(`${path} cannot be opened: ${(error as Error).message}`, { cause: error });
  }
}

/** Sends what has gathered while the last commit ran as the next one. */
class GroupCommitWriter {
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  #gathered: Pending[] = [];
  #inFlight: Pending[] = [];
  #failure: Error | undefined;
  #closing: (() => void) | undefined;

  constructor(path: string) {
    this.#worker = new Worker(new URL("./writer.ts", import.meta.url), { workerData: { path } });
    this.ready = new Promise((resolve, reject) => {
      this.#worker.once("message", () => resolve());
      this.#worker.once("error", reject);
    });
    this.ready.then(
      () => this.#worker.on("message", (replies: BatchReply[]) => this.#settle(replies)),
      () => {},
    );
    this.#worker.on("error", (error) =>
      this.#fail(error instanceof Error ? error : new Error(String(error))),
    );
    this.#worker.on("exit", () => this.#fail(new Unavailable("the database writer has stopped")));
  }

  write(statements: Pending["statements"]): Promise<readonly (readonly unknown[])[]> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#gathered.push({ statements, resolve, reject });
      // The microtask lets the requests of one turn of the event loop share a commit.
      if (this.#inFlight.length === 0 && this.#gathered.length === 1) queueMicrotask(() => this.#send());
    });
  }

  async close(): Promise<void> {
    if (this.#failure) return;
    if (this.#inFlight.length + this.#gathered.length > 0)
      await new Promise<void>((resolve) => (this.#closing = resolve));
    this.#failure = new Unavailable("the database is closed");
    await new Promise<void>((resolve) => {
      this.#worker.once("exit", () => resolve());
      this.#worker.postMessage({ kind: "close" } satisfies WriterMessage);
    });
  }

  #send(): void {
    if (this.#inFlight.length > 0 || this.#gathered.length === 0) return;
    this.#inFlight = this.#gathered;
    this.#gathered = [];
    const batches = this.#inFlight.map(({ statements }) =>
      statements.map(({ sql, parameters }) => ({ sql, parameters })),
    );
    this.#worker.postMessage({ kind: "commit", batches } satisfies WriterMessage);
  }

  #settle(replies: readonly BatchReply[]): void {
    const settled = this.#inFlight;
    this.#inFlight = [];
    settled.forEach((pending, index) => {
      const reply = replies[index];
      if (!reply) pending.reject(new Unavailable("the database writer gave no answer"));
      else if (reply.kind === "rows") pending.resolve(reply.rows);
      else if (reply.kind === "refused") pending.reject(new RefusedBatch(reply.code));
      else if (reply.kind === "unavailable") pending.reject(new Unavailable(reply.message));
      else pending.reject(new Error(reply.message));
    });
    if (this.#gathered.length > 0) this.#send();
    else this.#closing?.();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const pending of [...this.#inFlight, ...this.#gathered]) pending.reject(this.#failure);
    this.#inFlight = [];
    this.#gathered = [];
    this.#closing?.();
  }
}
