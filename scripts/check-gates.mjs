// Proves that every gate can fail. It plants one violation of each kind, runs each gate once, and
// requires that the gate fails and names the planted file for the planted reason.
import { spawn } from "node:child_process";
import { mkdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { plants } from "./planted-violations.mjs";
import { root } from "./project-files.mjs";

/** @type {import("node:child_process").ChildProcess | undefined} */
let running;

/** Folders that exist only for a plant, outermost first. */
/** @type {string[]} */
const folders = [];

const paths = plants.flatMap(({ files }) => Object.keys(files));

function plant() {
  for (const [path, content] of plants.flatMap(({ files }) => Object.entries(files))) {
    const created = mkdirSync(join(root, dirname(path)), { recursive: true });
    if (created) folders.push(created);
    writeFileSync(join(root, path), content);
  }
}

function uproot() {
  for (const path of paths) rmSync(join(root, path), { force: true });
  for (const folder of folders.splice(0).reverse()) {
    try {
      rmdirSync(folder);
    } catch {
      // Someone has put a file of theirs there: it is theirs now.
    }
  }
}

/**
 * @param {string} gate
 * @returns {Promise<{ status: number, lines: string[] }>}
 */
function run(gate) {
  // Only the planted tests: the others have had their run.
  const parameters = gate === "test" ? ["--", "scripts/planted-"] : [];
  return new Promise((done, fail) => {
    const child = spawn("npm", ["run", "--silent", gate, ...parameters], {
      cwd: root,
      env: { ...process.env, CI: "true", NO_COLOR: "1", FORCE_COLOR: undefined },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running = child;
    let output = "";
    const keep = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", fail);
    child.on("close", (status) =>
      done({ status: status ?? 1, lines: stripVTControlCharacters(output).split("\n") }),
    );
  });
}

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    running?.kill(signal);
    uproot();
    process.exit(1);
  });
}

let missed = 0;
try {
  plant();
  for (const gate of new Set(plants.map((one) => one.gate))) {
    const { status, lines } = await run(gate);
    const before = missed;
    for (const { what, says } of plants.filter((one) => one.gate === gate)) {
      const refused = status !== 0 && lines.some((line) => says.test(line));
      if (!refused) missed += 1;
      console.log(`${refused ? "refused" : "MISSED "}  ${gate.padEnd(13)}  ${what}`);
    }
    // A gate that broke down for another reason says so here.
    if (missed > before) console.log(lines.slice(-20).join("\n"));
  }
} finally {
  uproot();
}
if (missed > 0) {
  console.error(`gates: ${missed} planted violations went through`);
  process.exitCode = 1;
}
