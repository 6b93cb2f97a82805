import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { inject } from "vitest";

/** Every storage engine, for `describe.each`: a suite over storage runs on all of them. */
export const engines = ["sqlite", "postgres"] as const;

export type Engine = (typeof engines)[number];

/** An empty database of a test's own. */
export type TestDatabase = {
  /** As in `ROLLCALL_DATABASE_URL`. */
  readonly url: string;
  /** Removes it; whoever still holds a connection loses it. */
  drop(): Promise<void>;
};

async function createSqlite(): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), "rollcall-sqlite-"));
  return {
    url: `sqlite:${join(directory, "test.db")}`,
    drop: () => rm(directory, { recursive: true, force: true }),
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function createPostgres(): Promise<TestDatabase> {
  const server = inject("postgresUrl");
  const name = `test_${randomBytes(8).toString("hex")}`;
  await execute(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** Creates an empty database on the given engine. */
export function createTestDatabase(engine: Engine): Promise<TestDatabase> {
  return engine === "sqlite" ? createSqlite() : createPostgres();
}
