import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createTestDatabase, type Engine, engines } from "../../../test/databases.ts";
import { type CliProcess, runCli, startCli } from "./support/cli-process.ts";
import { viewDatabase } from "./support/database-view.ts";
import { RawConnection } from "./support/raw-connection.ts";

const apiKey = `sk_test_${"k".repeat(32)}`;
const secretKey = randomBytes(32).toString("base64");
const LISTENS = /^Rollcall listens on (http:\/\/127\.0\.0\.1:(\d+)) and is reached at (\S+)\n/m;

/** Each test starts processes, on a machine that may be running others. */
vi.setConfig({ testTimeout: 120_000 });

const cleanup: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

async function databaseOf(engine: Engine): Promise<string> {
  const database = await createTestDatabase(engine);
  cleanup.push(() => database.drop());
  return database.url;
}

/** Starts `rollcall serve` and waits until it listens. */
async function serve(
  env: Readonly<Record<string, string>>,
): Promise<{ process: CliProcess; url: string; port: number; ms: number }> {
  const from = performance.now();
  const process = startCli(["serve"], { ROLLCALL_PORT: "0", ...env });
  cleanup.push(() => process.kill());
  const [, url = "", port] = await process.prints(LISTENS);
  return { process, url, port: Number(port), ms: performance.now() - from };
}

async function stop(process: CliProcess) {
  process.signal("SIGTERM");
  return process.ended;
}

/** Every row of every table, but the times of last use. */
async function digestOf(url: string): Promise<string> {
  const view = await viewDatabase(url);
  const names = url.startsWith("sqlite:")
    ? "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name"
    : "select tablename as name from pg_tables where schemaname = 'public' order by tablename";
  const hash = createHash("sha256");
  for (const { name } of await view.rows(names)) {
    const rows = await view.rows(`select * from "${name}"`);
    const lines = rows.map((row) => JSON.stringify({ ...row, last_used_at: undefined })).sort();
    hash.update(`${name}\n${lines.join("\n")}\n`);
  }
  await view.close();
  return hash.digest("hex");
}

/** Answers what the address cannot: whether anybody listens there. */
const isRefused = (url: string) =>
  fetch(url).then(
    () => false,
    () => true,
  );

describe.each(engines)("rollcall serve on %s", (engine) => {
  const settings = async () => ({
    ROLLCALL_DATABASE_URL: await databaseOf(engine),
    ...(engine === "postgres" ? { ROLLCALL_SECRET_KEY: secretKey } : {}),
  });

  it("prints the first API key once, and touches nothing on the next start", async () => {
    const env = await settings();
    const first = await serve(env);
    await first.process.prints(/^Next: sign in there with the key, or follow .*docs\/guides\/.*\n/m);
    const [, key = ""] = /^API key, shown this once: (sk_\S+)$/m.exec(first.process.stdout()) ?? [];
    const authorization = { Authorization: `Bearer ${key}` };
    const created = await fetch(`${first.url}/organizations`, {
      method: "POST",
      headers: { ...authorization, "Content-Type": "application/json" },
      body: JSON.stringify({ name: "Kept" }),
    });
    expect(created.status).toBe(201);
    expect((await fetch(`${first.url}/health/ready`)).status).toBe(200);
    expect(await stop(first.process)).toMatchObject({ code: 0, stderr: "" });
    const before = await digestOf(env.ROLLCALL_DATABASE_URL);

    const second = await serve(env);
    expect(await isRefused(first.url)).toBe(true);
    expect((await fetch(`${second.url}/health/ready`)).status).toBe(200);
    const { code, stdout, stderr } = await stop(second.process);
    console.log(`${engine}: first start ${first.ms.toFixed()} ms, second ${second.ms.toFixed()} ms`);
    expect(stdout).not.toContain("API key");
    expect(stdout).not.toContain("Next:");
    expect(stdout.match(/Rollcall listens/g)).toHaveLength(1);
    expect([code, stderr]).toEqual([0, ""]);
    expect(await digestOf(env.ROLLCALL_DATABASE_URL)).toBe(before);

    const third = await serve(env);
    const read = await fetch(`${third.url}/organizations`, { headers: authorization });
    expect(await read.json()).toMatchObject({ data: [{ name: "Kept" }] });
  });

  it("lets a request in flight end on SIGTERM, takes no other, and exits 0", async () => {
    const env = { ...(await settings()), ROLLCALL_API_KEY: apiKey };
    const { process, url, port } = await serve(env);
    const body = JSON.stringify({ name: "In flight" });
    const head = [
      "POST /organizations HTTP/1.1",
      "Host: localhost",
      `Authorization: Bearer ${apiKey}`,
      "Content-Type: application/json",
      "Expect: 100-continue",
      `Content-Length: ${body.length}`,
    ].join("\r\n");
    const idle = new RawConnection(port);
    await idle.send({ method: "GET", path: "/health/live" });
    const socket = connect(port, "127.0.0.1").setEncoding("utf8");
    socket.write(`${head}\r\n\r\n`);
    // "100 Continue": the server has taken the request and waits for its body.
    expect(String(await once(socket, "data"))).toMatch(/^HTTP\/1\.1 100 /);
    process.signal("SIGTERM");
    while (!(await isRefused(url))) await new Promise((resolve) => setTimeout(resolve, 20));
    socket.write(body);
    expect(String(await once(socket, "data"))).toMatch(/^HTTP\/1\.1 201 /);
    const { code, stdout, stderr } = await process.ended;
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout, "no first key beside the one from the environment").not.toMatch(/API key|sk_/);
    socket.destroy();
    idle.close();

    const again = await serve(env);
    const read = await fetch(`${again.url}/organizations`, {
      headers: { Authorization: `Bearer ${apiKey}` },
    });
    expect(await read.json()).toMatchObject({ data: [{ name: "In flight" }] });
  });
});

describe("rollcall serve", () => {
  it("refuses a value that cannot be used, for each variable, in one line", async () => {
    const directory = dirname((await databaseOf("sqlite")).slice("sqlite:".length));
    writeFileSync(join(directory, "file"), "");
    const cases: readonly (readonly [Record<string, string>, RegExp])[] = [
      [{ ROLLCALL_DATABASE_URL: "mysql://x" }, /ROLLCALL_DATABASE_URL must be sqlite:PATH or postgres:\/\//],
      [{ DATABASE_URL: "mysql://x" }, /DATABASE_URL must be sqlite:PATH or postgres:\/\//],
      [{ ROLLCALL_HOST: "nowhere.invalid" }, /ROLLCALL_HOST must be .* "nowhere\.invalid"/],
      [{ ROLLCALL_PORT: "eighty" }, /ROLLCALL_PORT must be a port from 0 to 65535, not "eighty"/],
      [{ ROLLCALL_METRICS_PORT: "-1" }, /ROLLCALL_METRICS_PORT must be a port from 0 to 65535, not "-1"/],
      [{ ROLLCALL_PUBLIC_URL: "dsync.example.com" }, /ROLLCALL_PUBLIC_URL must be the origin/],
      [{ ROLLCALL_API_KEY: "sk_short" }, /ROLLCALL_API_KEY must start with sk_ and have 32 characters/],
      [{ ROLLCALL_SCIM_TOKEN: "short" }, /ROLLCALL_SCIM_TOKEN must have 32 characters or more/],
      [{ ROLLCALL_SECRET_KEY: "c2hvcnQ=" }, /ROLLCALL_SECRET_KEY must be 32 bytes in base64/],
      [
        { ROLLCALL_WEBHOOK_ALLOW_PRIVATE: "yes" },
        /ROLLCALL_WEBHOOK_ALLOW_PRIVATE must be true or false, not "yes"/,
      ],
      [{ ROLLCALL_RATE_LIMIT: "0" }, /ROLLCALL_RATE_LIMIT must be on or off, not "0"/],
      [{ ROLLCALL_DEPROVISIONING: "drop" }, /ROLLCALL_DEPROVISIONING must be retain or delete, not "drop"/],
      [{ ROLLCALL_TRUST_PROXY: "true" }, /ROLLCALL_TRUST_PROXY must be off, the number of proxies/],
      [{ ROLLCALL_LOG_LEVEL: "loud" }, /ROLLCALL_LOG_LEVEL must be silent or error/],
      [
        { ROLLCALL_DATABASE_URL: "postgres://x@127.0.0.1/y" },
        /ROLLCALL_SECRET_KEY is required with PostgreSQL/,
      ],
      [{ ROLLCALL_DATABASE_URL: `sqlite:${directory}` }, /cannot be opened: unable to open database file/],
      [
        { ROLLCALL_DATABASE_URL: `sqlite:${directory}/file/x.db` },
        /file\/secret\.key cannot be read or made/,
      ],
      [
        { ROLLCALL_DATABASE_URL: "postgres://x@127.0.0.1:1/y", ROLLCALL_SECRET_KEY: secretKey },
        /the database does not answer: connect ECONNREFUSED/,
      ],
    ];
    const defaults = { ROLLCALL_DATABASE_URL: `sqlite:${directory}/unused.db`, ROLLCALL_PORT: "0" };
    const pending = [...cases.entries()];
    const worker = async () => {
      for (let next = pending.shift(); next; next = pending.shift()) {
        const [, [env, message]] = next;
        const own = "DATABASE_URL" in env ? { ROLLCALL_PORT: "0" } : defaults;
        const { code, stdout, stderr } = await runCli(["serve"], { ...own, ...env });
        expect(stderr).toMatch(message);
        expect(stderr.trimEnd().split("\n"), stderr).toHaveLength(1);
        expect(stderr).toMatch(/^rollcall: /);
        expect([code, stdout]).toEqual([1, ""]);
        for (const secret of [secretKey, "sk_short", "c2hvcnQ="]) expect(stderr).not.toContain(secret);
      }
    };
    await Promise.all([worker(), worker(), worker()]);
  });

  it("says that the port is taken, before it touches the database", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    cleanup.push(() => new Promise((resolve) => other.close(resolve)));
    const { port } = other.address() as AddressInfo;
    const url = await databaseOf("sqlite");
    const { code, stdout, stderr } = await runCli(["serve"], {
      ROLLCALL_DATABASE_URL: url,
      ROLLCALL_PORT: String(port),
    });
    expect(stderr).toBe(
      `rollcall: Port ${port} on 127.0.0.1 is taken by another program; stop it, or set ROLLCALL_PORT to a free one.\n`,
    );
    expect([code, stdout]).toEqual([1, ""]);
  });

  it.each<readonly [string, readonly RegExp[]]>([
    [
      "http://dsync_eu.localhost",
      [/plain http/, /dsync_eu\.localhost is reachable from this machine or network only/, /underscore/],
    ],
    ["https://dsync.example.com", []],
  ])("names at start what a provider will not take about %s", async (publicUrl, problems) => {
    const { process } = await serve({
      ROLLCALL_DATABASE_URL: await databaseOf("sqlite"),
      ROLLCALL_PUBLIC_URL: publicUrl,
    });
    await process.prints(/^Next: /m);
    const lines = process
      .stdout()
      .split("\n")
      .filter((line) => line.includes("not for a real provider yet"));
    expect(lines).toHaveLength(problems.length);
    for (const [index, problem] of problems.entries()) expect(lines[index]).toMatch(problem);
    expect(process.stdout()).toContain(`is reached at ${publicUrl}\n`);
  });
});
