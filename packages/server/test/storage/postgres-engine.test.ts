import { CompiledQuery } from "kysely";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../../test/databases.ts";
import { Unavailable } from "../../src/kernel/unavailable.ts";
import type { Engine } from "../../src/storage/engine.ts";
import { openPostgres } from "../../src/storage/postgres/engine.ts";

const raw = (text: string) => CompiledQuery.raw(text);

describe("the PostgreSQL engine", () => {
  let database: TestDatabase;
  let engine: Engine;
  let operator: Client;

  beforeAll(async () => {
    database = await createTestDatabase("postgres");
    engine = await openPostgres(database.url);
    operator = new Client({ connectionString: database.url });
    await operator.connect();
    await operator.query("create table item (id int primary key, n int not null)");
  });
  beforeEach(() => operator.query("truncate item"));
  afterAll(async () => {
    await operator.end();
    await engine.close();
    await database.drop();
  });

  const ids = async () => (await operator.query("select id from item order by id")).rows.map(({ id }) => id);
  const terminate = async (which: string) =>
    (
      await operator.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and ${which}`,
      )
    ).rowCount ?? 0;
  const until = async (done: () => Promise<boolean>) => {
    while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 10));
  };

  it("calls a connection that ends in the middle of a batch unavailable, keeps nothing of it, and goes on", async () => {
    const lost = engine.write([
      raw("insert into item values (1, 0)"),
      raw("select pg_sleep(20)"),
      raw("insert into item values (2, 0)"),
    ]);
    const refused = expect(lost).rejects.toBeInstanceOf(Unavailable);
    await until(async () => (await terminate("query like '%pg_sleep%'")) > 0);
    await refused;
    expect(await ids()).toEqual([]);
    await engine.write([raw("insert into item values (3, 0)")]);
    expect(await ids()).toEqual([3]);
  });

  it("calls a read whose connection ends unavailable", async () => {
    const lost = engine.read(raw("select pg_sleep(20)"));
    const refused = expect(lost).rejects.toBeInstanceOf(Unavailable);
    await until(async () => (await terminate("query like '%pg_sleep%'")) > 0);
    await refused;
    expect(await engine.read(raw("select 1 as one"))).toEqual([{ one: 1 }]);
  });

  it("survives the end of idle connections", async () => {
    await Promise.all(Array.from({ length: 10 }, () => engine.read(raw("select pg_sleep(0.05)"))));
    expect(await terminate("backend_type = 'client backend'")).toBeGreaterThan(5);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => engine.write([raw(`insert into item values (${index}, 0)`)])),
    );
    expect(await ids()).toHaveLength(20);
  });

  it("calls a server that cannot be reached unavailable", async () => {
    const url = new URL(database.url);
    url.port = "1";
    const nowhere = await openPostgres(url.href);
    await expect(nowhere.read(raw("select 1"))).rejects.toBeInstanceOf(Unavailable);
    await expect(nowhere.write([raw("select 1")])).rejects.toBeInstanceOf(Unavailable);
    await nowhere.close();
  });

  it("runs both of two batches that deadlock", async () => {
    await operator.query("insert into item values (1, 0), (2, 0)");
    const add = (id: number) => raw(`update item set n = n + 1 where id = ${id}`);
    await Promise.all([
      engine.write([add(1), raw("select pg_sleep(0.2)"), add(2)]),
      engine.write([add(2), raw("select pg_sleep(0.2)"), add(1)]),
    ]);
    expect((await operator.query("select n from item order by id")).rows).toEqual([{ n: 2 }, { n: 2 }]);
    const { rows } = await operator.query(
      "select deadlocks from pg_stat_database where datname = current_database()",
    );
    expect(Number(rows[0]?.deadlocks)).toBeGreaterThan(0);
  });

  it("sends a batch in one round trip, as one transaction", async () => {
    const [first, , last] = await engine.write([
      raw("select txid_current() as id, pg_backend_pid() as pid"),
      raw("insert into item values (1, 0)"),
      raw("select txid_current() as id, pg_backend_pid() as pid"),
    ]);
    expect(first).toEqual(last);
  });
});
