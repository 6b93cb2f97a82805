// Runs the sizes that `npm test` has no time for, and keeps what came of them under docs/performance/.
// Smaller ones can be asked for (`npm run soak -- --fuzz 20000`); the result says what was really run.
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { arch, cpus, platform, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { startEmbeddedPostgres } from "../test/embedded-postgres.ts";
import { root } from "./project-files.mjs";

/** The sizes that the project promises. */
const FULL = { fuzz: 1_000_000, crash: 50, users: 100_000, groups: 2_000 };

/** @typedef {{ fuzz: number, crash: number, users: number, groups: number }} Sizes */
/** @typedef {{ name: string, ok: boolean, seconds: number, figures: Record<string, unknown> }} Result */

const MAX_BLOCK_MS = 100;
const RESULTS = join(root, "docs/performance");
const PROGRAM = join(root, "packages/server/bin/rollcall.js");

/** @returns {Sizes} */
function readSizes() {
  const option = { type: /** @type {const} */ ("string") };
  const { values } = parseArgs({ options: { fuzz: option, crash: option, users: option, groups: option } });
  const given = Object.entries(values).map(([name, value]) => [name, Number(value)]);
  return { ...FULL, ...Object.fromEntries(given) };
}

/**
 * Runs a program to its end.
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {NodeJS.ProcessEnv} [env]
 * @param {"inherit" | "pipe"} [output]
 * @returns {Promise<{ code: number | null, text: string }>}
 */
function run(program, parameters, env = {}, output = "inherit") {
  const child = spawn(program, parameters, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", output, "inherit"],
  });
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, text })));
}

/**
 * Runs a test file at these sizes; each engine leaves its figures.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<readonly Result[]>}
 */
async function runTest(name, env) {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-soak-"));
  const started = performance.now();
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const parameters = [vitest, "run", `packages/server/test/${name}.test.ts`, "--disableConsoleIntercept"];
  const { code } = await run(process.execPath, parameters, { ...env, SOAK_RESULTS: folder });
  const seconds = secondsSince(started);
  const results = readdirSync(folder).map((file) => {
    const figures = JSON.parse(readFileSync(join(folder, file), "utf8"));
    return { name: `${name} on ${figures.engine}`, ok: code === 0, seconds, figures };
  });
  rmSync(folder, { recursive: true });
  return results.length > 0 ? results : [{ name, ok: false, seconds, figures: { exitCode: code } }];
}

/** @param {number} started */
const secondsSince = (started) => Math.round(performance.now() - started) / 1000;

/**
 * @param {string} databaseUrl
 * @param {string} apiKey
 */
async function startServer(databaseUrl, apiKey) {
  const child = spawn(process.execPath, [PROGRAM, "serve"], {
    env: {
      ...process.env,
      ROLLCALL_DATABASE_URL: databaseUrl,
      ROLLCALL_PORT: "0",
      ROLLCALL_API_KEY: apiKey,
      ROLLCALL_SECRET_KEY: randomBytes(32).toString("base64"),
      ROLLCALL_RATE_LIMIT: "off",
      ROLLCALL_LOG_LEVEL: "error",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /listens on http:\/\/[^ ]+:(\d+)/.exec(line)?.[1];
    if (port) return { child: child, origin: `http://127.0.0.1:${port}` };
  }
  throw new Error("the server ended before it listened");
}

/**
 * A directory to import into: its address for a provider, and its token.
 * @param {string} origin
 * @param {string} apiKey
 */
async function createDirectory(origin, apiKey) {
  /** @param {string} path @param {object} body */
  const post = async (path, body) => {
    const headers = { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" };
    const response = await fetch(origin + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
    return /** @type {Promise<Record<string, string>>} */ (response.json());
  };
  const organization = await post("/organizations", { name: "Soak" });
  const settings = { organization_id: organization.id, name: "Soak", type: "okta scim v2.0" };
  const directory = await post("/directories", settings);
  const { token } = await post(`/directories/${directory.id}/tokens`, {});
  return { url: `${origin}/scim/v2/${directory.external_key}`, token: String(token) };
}

/**
 * The most memory that a process ever held; Linux alone tells.
 * @param {number | undefined} pid
 */
function peakMemoryMiB(pid) {
  if (platform() !== "linux") return undefined;
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}

/**
 * The simulated Okta pushes a whole company, then reads it back and compares.
 * @param {"sqlite" | "postgres"} engine
 * @param {Sizes} sizes
 * @returns {Promise<Result>}
 */
async function runImport(engine, { users, groups }) {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-soak-"));
  const postgres = engine === "postgres" ? await startEmbeddedPostgres() : undefined;
  const apiKey = `sk_soak_${randomBytes(24).toString("hex")}`;
  const server = await startServer(postgres?.url ?? `sqlite:${join(folder, "soak.db")}`, apiKey);
  const started = performance.now();
  try {
    const { url, token } = await createDirectory(server.origin, apiKey);
    const sizes = ["--users", String(users), "--groups", String(groups), "--concurrency", "8"];
    const simulate = [PROGRAM, "simulate", "okta", "--url", url, "--token", token, ...sizes, "--json"];
    const { code, text } = await run(process.execPath, simulate, {}, "pipe");
    const { totals, imported, comparison, tasks } = JSON.parse(text);
    const differences = comparison?.differences.length;
    const peakMiB = peakMemoryMiB(server.child.pid);
    const figures = {
      engine,
      users,
      groups,
      ...totals,
      imported,
      differences,
      failedJobs: tasks.length,
      peakMiB,
    };
    return { name: `import on ${engine}`, ok: code === 0, seconds: secondsSince(started), figures };
  } finally {
    const ended = new Promise((resolve) => server.child.on("exit", resolve));
    server.child.kill();
    await ended;
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {readonly string[]} parameters */
const git = (...parameters) =>
  execFileSync("git", ["-c", `safe.directory=${root}`, ...parameters], {
    cwd: root,
    encoding: "utf8",
  }).trim();

/**
 * @param {Sizes} sizes
 * @param {readonly Result[]} results
 */
function record(sizes, results) {
  const changed = git("status", "--porcelain", "--untracked-files=no") !== "";
  const report = {
    date: new Date().toISOString(),
    commit: `${git("rev-parse", "HEAD")}${changed ? " with uncommitted changes" : ""}`,
    machine: {
      processor: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 1024 ** 3),
      system: `${platform()} ${release()} ${arch()}`,
      node: process.version,
    },
    full: Object.entries(FULL).every(([name, size]) => sizes[/** @type {keyof Sizes} */ (name)] >= size),
    sizes,
    ok: results.every(({ ok }) => ok),
    results,
  };
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, "soak.json"), `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(join(RESULTS, "soak.md"), page(report));
  return report.ok;
}

/** @param {unknown} value */
const cell = (value) =>
  typeof value === "number" && !Number.isInteger(value) ? value.toFixed(2) : JSON.stringify(value);

/** @param {any} report */
function page({ date, commit, machine, full, sizes, results }) {
  const { processor, cores, memoryGiB, system, node } = machine;
  const rows = results.map((/** @type {Result} */ { name, ok, seconds, figures }) => {
    const { engine: _, longestBlocks, byStatus, failures, ...rest } = /** @type {any} */ (figures);
    const shown = {
      ...rest,
      ...(longestBlocks ? { longestBlockMs: longestBlocks[0]?.cpuMs, byTheClock: longestBlocks[0]?.ms } : {}),
    };
    const text = Object.entries(shown).map(([key, value]) => `${key} ${cell(value)}`);
    return `| ${name} | ${ok ? "passed" : "failed"} | ${seconds} | ${text.join(", ")} |`;
  });
  return `# Soak

What \`npm run soak\` found last. ${full ? "The full sizes." : "**A reduced run**: the full sizes are larger."}

- date: ${date}
- commit: ${commit}
- machine: ${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}
- asked for: ${sizes.fuzz} fuzzed requests (a tenth of them on PostgreSQL), ${sizes.crash} kills for each engine, an import of ${sizes.users} users and ${sizes.groups} groups
- full sizes: ${FULL.fuzz} requests, ${FULL.crash} kills, ${FULL.users} users and ${FULL.groups} groups

| run | result | seconds | figures |
|---|---|---:|---|
${rows.join("\n")}

Times of the crash runs are of both engines at once. The fuzz fails when one turn of the event loop works for
${MAX_BLOCK_MS} ms, the fuzzing client's own part included: it shares the process.
`;
}

const sizes = readSizes();
const results = [
  ...(await runTest("fuzz", { FUZZ_REQUESTS: String(sizes.fuzz), FUZZ_MAX_BLOCK_MS: String(MAX_BLOCK_MS) })),
  ...(await runTest("crash", { CRASH_ROUNDS: String(sizes.crash) })),
  await runImport("sqlite", sizes),
  await runImport("postgres", sizes),
];
process.exitCode = record(sizes, results) ? 0 : 1;
