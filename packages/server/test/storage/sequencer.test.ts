import { CompiledQuery } from "kysely";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../../test/databases.ts";
import { silentLogger } from "../../src/kernel/logger.ts";
import type { Engine } from "../../src/storage/engine.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { openEngine } from "../../src/storage/open.ts";
import { sequenceEvents } from "../../src/storage/postgres/sequencer.ts";
import { openStorage } from "../../src/storage/storage.ts";
import { resourceTypes } from "../support/test-storage.ts";

/** An event as a batch writes it, by hand, so that a test can hold the transaction open. */
const insert = (id: string, directory = "directory_a") =>
  `insert into events (id, type, organization_id, directory_id, data, cause, held, created_at)
   values ('${id}', 'dsync.user.created', 'org_1', '${directory}', '{}', '{"source":"scim"}', 0, 1)`;

describe("the sequencer on PostgreSQL", () => {
  let database: TestDatabase;
  let engine: Engine;
  let clients: Client[];

  const connect = async () => {
    const client = new Client({ connectionString: database.url });
    client.on("error", () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };
  beforeEach(async () => {
    clients = [];
    database = await createTestDatabase("postgres");
    engine = await openEngine(database.url);
    await migrate(engine);
  });
  afterEach(async () => {
    for (const client of clients) await client.end().catch(() => undefined);
    await engine.close();
    await database.drop();
  });

  const positions = () =>
    engine.read<{ id: string; position: number | null }>(
      CompiledQuery.raw("select id, position from events order by position nulls last, id") as CompiledQuery<{
        id: string;
        position: number | null;
      }>,
    );
  const write = (...ids: readonly string[]) => engine.write(ids.map((id) => CompiledQuery.raw(insert(id))));

  it("gives positions without a gap, in the order of commits, and never passes a late one by", async () => {
    const late = await connect();
    await late.query("begin");
    await late.query(insert("late"));
    await write("one", "two");
    expect(await sequenceEvents(engine)).toBe(2);
    await late.query("commit");
    await write("three");
    expect(await sequenceEvents(engine)).toBe(2);
    expect(await sequenceEvents(engine)).toBe(0);
    expect(await positions()).toEqual([
      { id: "one", position: 1 },
      { id: "two", position: 2 },
      { id: "late", position: 3 },
      { id: "three", position: 4 },
    ]);
  });

  it("leaves no gap for what was rolled back", async () => {
    const undone = await connect();
    await undone.query("begin");
    await undone.query(insert("undone"));
    await write("one");
    await undone.query("rollback");
    await write("two");
    await sequenceEvents(engine);
    expect(await positions()).toEqual([
      { id: "one", position: 1 },
      { id: "two", position: 2 },
    ]);
  });

  it("gives each position once, whoever else sequences at the same time", async () => {
    const others = await Promise.all([openEngine(database.url), openEngine(database.url)]);
    let writing = true;
    const turns = [engine, ...others].map(async (each) => {
      let given = 0;
      for (let last = 1; writing || last > 0; ) {
        last = await sequenceEvents(each);
        given += last;
      }
      return given;
    });
    await Promise.all(Array.from({ length: 120 }, (_, index) => write(`e${index}`, `f${index}`)));
    writing = false;
    expect((await Promise.all(turns)).reduce((sum, given) => sum + given)).toBe(240);
    expect((await positions()).map(({ position }) => position)).toEqual(
      Array.from({ length: 240 }, (_, index) => index + 1),
    );
    for (const other of others) await other.close();
  });

  it("takes more than one turn for a large backlog, in the order of writing", async () => {
    await engine.write([
      CompiledQuery.raw(
        `insert into events (id, type, organization_id, data, cause, held, created_at)
         select 'e' || n, null, 'org_1', '{}', '{}', 0, 1 from generate_series(1, 2500) as n`,
      ),
    ]);
    expect([
      await sequenceEvents(engine),
      await sequenceEvents(engine),
      await sequenceEvents(engine),
    ]).toEqual([1000, 1000, 500]);
    const [row] = await engine.read(
      CompiledQuery.raw("select count(*) as wrong from events where id <> 'e' || position") as CompiledQuery<{
        wrong: number;
      }>,
    );
    expect(row?.wrong).toBe(0);
  });

  it("loses nothing when a sequencer is killed in the middle", async () => {
    await write("one", "two");
    const victim = await connect();
    await victim.query("begin");
    await victim.query("select last from event_sequence for update");
    await victim.query("update events set position = 1 where id = 'two'");
    const { rows } = await victim.query("select pg_backend_pid() as pid");
    const waiting = sequenceEvents(engine);
    const operator = await connect();
    await operator.query(`select pg_terminate_backend(${rows[0].pid})`);
    expect(await waiting).toBe(2);
    expect(await positions()).toEqual([
      { id: "one", position: 1 },
      { id: "two", position: 2 },
    ]);
  });

  it("goes on counting when the newest events are gone", async () => {
    await write("one", "two");
    await sequenceEvents(engine);
    await engine.write([CompiledQuery.raw("delete from events")]);
    await write("three");
    expect(await sequenceEvents(engine)).toBe(1);
    expect(await positions()).toEqual([{ id: "three", position: 3 }]);
  });

  it("shows a reader every event once, by its cursor, however late it commits", async () => {
    const storage = await openStorage({ url: database.url, types: resourceTypes, logger: silentLogger });
    const seen: string[] = [];
    let cursor = 0;
    const readOn = async () => {
      for (const { id, position } of await storage.log.read({ after: cursor, limit: 100 })) {
        expect(position).toBe(cursor + 1);
        cursor = position;
        seen.push(id);
      }
    };
    const until = async (count: number) => {
      while (seen.length < count) {
        await readOn();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const open = await connect();
    await open.query("begin");
    await open.query(insert("late"));
    // Another process's writes, of this directory and of another: nothing waits for the open transaction.
    await write("one", "two");
    await engine.write([CompiledQuery.raw(insert("elsewhere", "directory_b"))]);
    await until(3);
    expect(seen).toEqual(["one", "two", "elsewhere"]);
    await open.query("commit");
    await until(4);
    expect(seen.at(-1)).toBe("late");
    expect(await storage.log.head()).toBe(4);
    await storage.close();
  });
});
