import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the checkout. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** Every file that is, or would be, committed: relative to the root, with forward slashes. */
export function projectFiles() {
  const listed = execFileSync(
    "git",
    ["-c", `safe.directory=${root}`, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return [...new Set(listed.split("\0"))]
    .filter((path) => path !== "" && existsSync(resolve(root, path)))
    .sort();
}

/**
 * Code of ours that Node or a browser runs.
 * @param {string} path
 */
export const isCode = (path) =>
  /^(packages|web|test|conformance|scripts)\/.*[.](ts|tsx|mts|js|mjs)$/.test(path);

/**
 * Code that only tests run, whose length says little about its design.
 * @param {string} path
 */
export const isTest = (path) => /[.]test[.]tsx?$|^packages\/[^/]+\/test\/|^(test|conformance)\//.test(path);

/**
 * Prints the problems and ends the gate: with failure when there are any, else with `summary`.
 * @param {string} gate
 * @param {readonly string[]} problems
 * @param {string} summary
 */
export function conclude(gate, problems, summary) {
  for (const problem of problems) console.error(`${gate}: ${problem}`);
  if (problems.length === 0) console.log(`${gate}: ${summary}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
