import { CompiledQuery } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, engines, type TestDatabase } from "../../../../test/databases.ts";
import { Unavailable } from "../../src/kernel/unavailable.ts";
import { type Engine, RefusedBatch } from "../../src/storage/engine.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { openEngine } from "../../src/storage/open.ts";

const raw = (text: string) => CompiledQuery.raw(text);

describe.each(engines)("the %s engine", (name) => {
  let database: TestDatabase;
  let engine: Engine;

  beforeAll(async () => {
    database = await createTestDatabase(name);
    engine = await openEngine(database.url);
    await migrate(engine);
    await engine.write([
      raw("create table parent (id integer primary key)"),
      raw(
        "create table item (id integer primary key, name varchar(20) unique, parent integer references parent (id))",
      ),
    ]);
  });
  beforeEach(() => engine.write([raw("delete from item")]));
  afterAll(async () => {
    await engine.close();
    await database.drop();
  });

  const insert = (id: number, label = `n${id}`) =>
    raw(`insert into item (id, name) values (${id}, '${label}') returning id`);
  const ids = async (from: Engine = engine) =>
    (
      await from.read<{ id: number }>(raw("select id from item order by id") as CompiledQuery<{ id: number }>)
    ).map(({ id }) => id);
  const refusalOf = (statements: readonly CompiledQuery[], through: Engine = engine) =>
    through.write(statements).then(
      () => "accepted",
      (error: unknown) => (error instanceof RefusedBatch ? error.code : error),
    );

  it("gives each statement's rows, in order", async () => {
    const results = await engine.write([insert(1), raw("select 7 as seven"), insert(2)]);
    expect(results.map((rows) => rows.map((row) => ({ ...(row as object) })))).toEqual([
      [{ id: 1 }],
      [{ seven: 7 }],
      [{ id: 2 }],
    ]);
  });

  it("shows a batch to every later read once it has resolved, and nothing of a refused one", async () => {
    await engine.write([insert(1), insert(2)]);
    expect(await ids()).toEqual([1, 2]);
    expect(await refusalOf([insert(3), insert(1), insert(4)])).toMatch(/^unique:/);
    expect(await ids()).toEqual([1, 2]);
  });

  it("names what refused a batch: the given code, a unique index, a missing parent", async () => {
    const demand = (condition: string) => raw(`select rollcall_require(${condition}, 'the code: 1')`);
    expect(await refusalOf([insert(1), demand("exists (select 1 from item where id = 1)")])).toBe("accepted");
    expect(await refusalOf([insert(2), demand("exists (select 1 from item where id = 9)")])).toBe(
      "the code: 1",
    );
    // Nothing known is no yes.
    expect(await refusalOf([insert(2), demand("(select id = 9 from item where id = 8)")])).toBe(
      "the code: 1",
    );
    expect(await refusalOf([insert(2, "n1")])).toMatch(/^unique:.*name/);
    expect(await refusalOf([raw("insert into item (id, name, parent) values (5, 'n5', 5)")])).toBe(
      "foreign_key",
    );
    expect(await ids()).toEqual([1]);
  });

  it("throws what is no refusal as it is, and goes on", async () => {
    const failure = await refusalOf([insert(1), raw("select nonsense from nowhere")]);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(Unavailable);
    await engine.write([insert(2)]);
    expect(await ids()).toEqual([2]);
  });

  it("keeps concurrent batches apart: a refused one takes nothing of the others", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        refusalOf(
          index % 3 === 0
            ? [insert(index), raw("select rollcall_require(1 = 0, 'no')")]
            : index % 3 === 1
              ? [insert(index), raw("select broken")]
              : [insert(index), insert(1000 + index)],
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === "accepted")).toHaveLength(20);
    expect(outcomes.filter((outcome) => outcome === "no")).toHaveLength(20);
    const kept = Array.from({ length: 20 }, (_, index) => 3 * index + 2);
    expect(await ids()).toEqual([...kept, ...kept.map((id) => 1000 + id)]);
  });

  it("lets one of many identical batches through", async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => refusalOf([insert(1)])));
    expect(outcomes.filter((outcome) => outcome === "accepted")).toHaveLength(1);
    expect(await ids()).toEqual([1]);
  });

  it("finishes what was asked before it closes, and refuses what comes after", async () => {
    const closing = await openEngine(database.url);
    const writes = Array.from({ length: 30 }, (_, index) => closing.write([insert(index)]));
    await Promise.all([closing.close(), ...writes]);
    await expect(closing.write([insert(99)])).rejects.toBeInstanceOf(Unavailable);
    await expect(closing.read(raw("select 1"))).rejects.toBeInstanceOf(Unavailable);
    await closing.close();
    const reopened = await openEngine(database.url);
    expect(await ids(reopened)).toEqual(Array.from({ length: 30 }, (_, index) => index));
    await reopened.close();
  });

  it("lets several connections to one database write at once", async () => {
    const others = await Promise.all(Array.from({ length: 3 }, () => openEngine(database.url)));
    await Promise.all(
      [engine, ...others].flatMap((each, nth) =>
        Array.from({ length: 10 }, (_, index) => each.write([insert(nth * 100 + index)])),
      ),
    );
    expect(await ids()).toHaveLength(40);
    for (const other of others) await other.close();
  });
});
