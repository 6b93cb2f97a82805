import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { Client } from "pg";
import { describe, expect, inject, it } from "vitest";
import { createTestDatabase, engines } from "./databases.ts";

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

describe.each(engines)("a test database on %s", (engine) => {
  it("is apart from every other one", async () => {
    const [first, second] = await Promise.all([createTestDatabase(engine), createTestDatabase(engine)]);
    try {
      expect(first.url).not.toBe(second.url);
      expect(first.url.startsWith(`${engine}:`)).toBe(true);
    } finally {
      await Promise.all([first.drop(), second.drop()]);
    }
  });
});

describe("on sqlite", () => {
  it("is a file that a program can open and that drop removes", async () => {
    const database = await createTestDatabase("sqlite");
    const path = database.url.slice("sqlite:".length);
    const connection = new DatabaseSync(path);
    connection.exec("CREATE TABLE t (a)");
    connection.close();
    expect(existsSync(path)).toBe(true);
    await database.drop();
    expect(existsSync(path)).toBe(false);
  });
});

describe("on postgres", () => {
  it("is dropped even while someone holds a connection", async () => {
    const database = await createTestDatabase("postgres");
    const holder = new Client({ connectionString: database.url });
    const lost = new Promise((resolve) => holder.on("error", resolve));
    await holder.connect();
    await database.drop();
    await lost;
    await expect(withClient(database.url, (client) => client.query("SELECT 1"))).rejects.toThrow(
      /does not exist/,
    );
  });

  it("sorts by language unless the query says otherwise, so that a missing COLLATE shows", async () => {
    const rows = await withClient(inject("postgresUrl"), (client) =>
      client.query(`SELECT 'a' < 'B' AS by_language, 'a' COLLATE "C" < 'B' COLLATE "C" AS by_code_point`),
    );
    expect(rows.rows).toEqual([{ by_language: true, by_code_point: false }]);
  });

  it("speaks UTF-8 and holds the connections of a busy test", async () => {
    const settings = await withClient(inject("postgresUrl"), (client) =>
      client.query(
        "SELECT current_setting('server_encoding') AS encoding, current_setting('max_connections') AS connections",
      ),
    );
    expect(settings.rows).toEqual([{ encoding: "UTF8", connections: "200" }]);
  });
});
