import { CompiledQuery } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, engines, type TestDatabase } from "../../../../test/databases.ts";
import type { Engine } from "../../src/storage/engine.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { migrations } from "../../src/storage/migrations/index.ts";
import type { Migration } from "../../src/storage/migrations/migration.ts";
import { openEngine } from "../../src/storage/open.ts";

describe.each(engines)("migrations on %s", (name) => {
  let database: TestDatabase;
  const opened: Engine[] = [];
  const open = async () => {
    const engine = await openEngine(database.url);
    opened.push(engine);
    return engine;
  };
  beforeEach(async () => {
    database = await createTestDatabase(name);
  });
  afterEach(async () => {
    for (const engine of opened.splice(0)) await engine.close();
    await database.drop();
  });

  const all = migrations.map((migration) => migration.name);
  const rowsOf = <Row>(engine: Engine, text: string) =>
    engine.read<Row>(CompiledQuery.raw(text) as CompiledQuery<Row>);
  const broken: Migration = {
    name: "9999-broken",
    statements: () => ["create table half (id integer)", "create table half (id integer)"],
  };

  it("apply to an empty database once", async () => {
    const engine = await open();
    expect(await migrate(engine)).toEqual(all);
    expect(await migrate(engine)).toEqual([]);
    const recorded = await rowsOf<{ name: string }>(engine, "select name from migrations order by name");
    expect(recorded.map((row) => row.name)).toEqual(all);
  });

  it("apply once when many processes start at the same time", async () => {
    const processes = await Promise.all(Array.from({ length: 5 }, open));
    const applied = await Promise.all(processes.map((engine) => migrate(engine)));
    expect(applied.flat().sort()).toEqual(all);
  });

  it("apply to a database that an older version has left", async () => {
    const engine = await open();
    await migrate(engine, migrations.slice(0, 1));
    const added: Migration = { name: "9998-added", statements: () => ["create table added (id integer)"] };
    expect(await migrate(engine, [...migrations, added])).toEqual([...all.slice(1), "9998-added"]);
  });

  it("apply whole or not at all", async () => {
    const engine = await open();
    await migrate(engine);
    await expect(migrate(engine, [...migrations, broken])).rejects.toThrow(/half/);
    await expect(rowsOf(engine, "select * from half")).rejects.toThrow(/half/);
    expect(await migrate(engine)).toEqual([]);
  });

  it("compare text by code point in every column", async () => {
    const engine = await open();
    await migrate(engine);
    await engine.write(
      ["a", "B", "\u{1F600}", "\uFF5E"].map((id) =>
        CompiledQuery.raw(
          `insert into organizations (id, name, metadata, allow_profiles_outside_organization, deleting, created_at, updated_at)
           values ('${id}', 'n', '{}', 0, 0, 0, 0)`,
        ),
      ),
    );
    const sorted = await rowsOf<{ id: string }>(engine, "select id from organizations order by id");
    expect(sorted.map(({ id }) => id)).toEqual(["B", "a", "\uFF5E", "\u{1F600}"]);
    if (name === "sqlite") return;
    const foreign = await rowsOf(
      engine,
      `select table_name, column_name from information_schema.columns
       where table_schema = 'public' and data_type in ('text', 'character varying') and collation_name is distinct from 'C'`,
    );
    expect(foreign).toEqual([]);
  });
});
