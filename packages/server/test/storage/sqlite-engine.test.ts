import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { CompiledQuery } from "kysely";
import { expect, it, onTestFinished } from "vitest";
import { createTestDatabase } from "../../../../test/databases.ts";
import { openSqlite } from "../../src/storage/sqlite/engine.ts";

const raw = (text: string) => CompiledQuery.raw(text);
const program = new URL("../support/crash-writer.ts", import.meta.url).pathname;

async function emptyPath(): Promise<string> {
  const database = await createTestDatabase("sqlite");
  onTestFinished(() => database.drop());
  return database.url.slice("sqlite:".length);
}

/** Runs the writer until it has answered `count` writes, kills it, and returns what it had answered. */
async function writeAndKill(path: string, first: number, count: number): Promise<readonly number[]> {
  const child = spawn(process.execPath, [program, path, String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const answered: number[] = [];
  const lines = createInterface(child.stdout);
  lines.on("line", (line) => {
    answered.push(Number(line));
    if (answered.length === count) child.kill("SIGKILL");
  });
  const [, signal] = await Promise.all([once(lines, "close"), once(child, "exit")]).then(([, exit]) => exit);
  expect(signal).toBe("SIGKILL");
  return answered;
}

it("keeps every write that was answered when the process is killed, and none by half", async () => {
  const path = await emptyPath();
  const answered: number[] = [];
  for (const round of [1, 2, 3]) {
    answered.push(...(await writeAndKill(path, round * 1_000_000, 150)));
    const engine = await openSqlite(path);
    const rows = await engine.read(
      raw("select id, twin from written") as CompiledQuery<{ id: number; twin: number | null }>,
    );
    await engine.close();
    const kept = new Set(rows.map(({ id }) => id));
    expect(answered.filter((id) => !kept.has(id))).toEqual([]);
    expect(rows.filter(({ id, twin }) => id !== twin)).toEqual([]);
  }
});

it("is safe to open by several processes at once, also when the file is new", async () => {
  for (let round = 0; round < 5; round += 1) {
    const path = await emptyPath();
    const engines = await Promise.all(Array.from({ length: 6 }, () => openSqlite(path)));
    for (const engine of engines) await engine.close();
  }
});

it("shares one commit between the batches of one turn", async () => {
  const engine = await openSqlite(await emptyPath());
  await engine.write([raw("create table written (id integer primary key)")]);
  const before = await framesOf(engine);
  await Promise.all(
    Array.from({ length: 200 }, (_, id) => engine.write([raw(`insert into written values (${id})`)])),
  );
  // One page in one commit, not two hundred.
  expect((await framesOf(engine)) - before).toBeLessThan(5);
  await engine.close();
});

async function framesOf(engine: Awaited<ReturnType<typeof openSqlite>>): Promise<number> {
  const [row] = await engine.read(raw("pragma wal_checkpoint(noop)") as CompiledQuery<{ log: number }>);
  return row?.log ?? 0;
}

it("refuses a path that it cannot open", async () => {
  // A directory stands where the file would.
  await expect(openSqlite(dirname(await emptyPath()))).rejects.toThrow(/unable to open/);
});
