import { existsSync } from "node:fs";
import { Client } from "pg";
import { expect, inject, it } from "vitest";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";

async function ask(url: string, statement: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return Object.values((await client.query<{ [column: string]: string }>(statement)).rows[0] ?? {}).join();
  } finally {
    await client.end();
  }
}

it("starts beside another one, and leaves nothing when it stops", async () => {
  const postgres = await startEmbeddedPostgres();
  const directory = await ask(postgres.url, "SHOW data_directory").finally(postgres.stop);
  expect(directory).not.toBe(await ask(inject("postgresUrl"), "SHOW data_directory"));
  expect(existsSync(directory)).toBe(false);
  await expect(ask(postgres.url, "SELECT 1")).rejects.toThrow(/ECONNREFUSED/);
});

it("waits for nothing but the disk: what production promises holds", async () => {
  const settings = ["fsync", "synchronous_commit", "default_transaction_isolation"];
  const values = await Promise.all(settings.map((name) => ask(inject("postgresUrl"), `SHOW ${name}`)));
  expect(values).toEqual(["off", "on", "read committed"]);
});
