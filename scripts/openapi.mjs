// Writes the API's document, and the types of the SDK that follow from it; with --check, says whether they are stale.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createManagementApp } from "../packages/server/src/http/management/index.ts";
import { openApiDocument } from "../packages/server/src/http/management/openapi-document.ts";
import { lintOpenApi } from "./openapi-rules.mjs";
import { typesOf } from "./openapi-types.mjs";
import { conclude, root } from "./project-files.mjs";

/** @typedef {import("../packages/server/src/http/management/index.ts").ManagementDeps} ManagementDeps */
/** @typedef {import("./openapi-rules.mjs").Document} Document */

const DOCUMENT = "openapi/rollcall.json";
const TYPES = "packages/sdk/src/generated/types.ts";
/** Where a server listens that was given no settings. */
const SERVER_URL = "http://localhost:8787";

/** @returns {Document} */
function generate() {
  // Only the routes' definitions are read: nothing stands behind them.
  const nothing = /** @type {ManagementDeps} */ (/** @type {unknown} */ ({ publicUrl: SERVER_URL }));
  const document = openApiDocument(createManagementApp(nothing), SERVER_URL);
  return JSON.parse(JSON.stringify(document));
}

/**
 * The text as the linter wants it.
 * @param {string} path
 * @param {string} text
 */
function formatted(path, text) {
  const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
  const parameters = [biome, "format", `--stdin-file-path=${join(root, path)}`];
  return execFileSync(process.execPath, parameters, { cwd: root, input: text, encoding: "utf8" });
}

/**
 * Where the file and what it should be part, in words; undefined when they are one.
 * @param {string} path
 * @param {string} wanted
 */
function staleness(path, wanted) {
  const file = join(root, path);
  const actual = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (actual === wanted) return undefined;
  const [has, wants] = [actual.split("\n"), wanted.split("\n")];
  const line = wants.findIndex((text, index) => text !== has[index]);
  const at = line === -1 ? wants.length : line;
  const [now, then] = [has[at]?.trim() ?? "nothing", wants[at]?.trim() ?? "nothing"];
  return `${path}:${at + 1} is stale, run \`npm run openapi\`: it has ${now}, the routes give ${then}`;
}

const document = generate();
const files = Object.entries({
  [DOCUMENT]: JSON.stringify(document),
  [TYPES]: typesOf(document),
}).map(([path, text]) => ({ path, text: formatted(path, text) }));

const { version } = JSON.parse(readFileSync(join(root, "packages/server/package.json"), "utf8"));
const broken = [
  ...lintOpenApi(document),
  ...(document.info.version === version ? [] : [`the version is ${document.info.version}, not ${version}`]),
];
const check = process.argv.includes("--check");
const stale = check
  ? files.map(({ path, text }) => staleness(path, text)).filter((problem) => problem !== undefined)
  : [];
if (!check && broken.length === 0) {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
conclude(
  "openapi",
  [...broken, ...stale],
  `${Object.keys(document.paths).length} paths, ${Object.keys(document.components.schemas).length} schemas`,
);
