import { CompiledQuery } from "kysely";
import { openSqlite } from "../../src/storage/sqlite/engine.ts";

/**
 * A program to be killed: writes numbered rows, many at a time, and prints each number once its write was
 * answered. Type: `node crash-writer.ts PATH FIRST`
 */
const [path = "", first = "0"] = process.argv.slice(2);
const engine = await openSqlite(path);
await engine.write([
  CompiledQuery.raw("create table if not exists written (id integer primary key, twin integer)"),
]);

let next = Number(first);
async function writeOn(): Promise<void> {
  for (;;) {
    const id = next;
    next += 1;
    await engine.write([
      CompiledQuery.raw(`insert into written (id) values (${id})`),
      CompiledQuery.raw(`update written set twin = ${id} where id = ${id}`),
    ]);
    process.stdout.write(`${id}\n`);
  }
}
await Promise.all(Array.from({ length: 8 }, writeOn));
