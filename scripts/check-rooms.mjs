// Holds every import against the rooms of .dependency-cruiser.mjs. A cruise that does not see a
// file passes on nothing, which is how a resolver or compiler mismatch shows; so every file counts.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cruise } from "dependency-cruiser";
import config, { hasRoom } from "../.dependency-cruiser.mjs";
import { conclude, isCode, projectFiles, root } from "./project-files.mjs";

/** @returns {Promise<import("dependency-cruiser").ICruiseResult>} */
async function cruiseAll() {
  const roots = ["packages", "web", "test", "conformance", "scripts"];
  const present = roots.filter((path) => existsSync(join(root, path)));
  const { forbidden, options } = config;
  const { output } = await cruise(present, {
    ...options,
    baseDir: root,
    ruleSet: { forbidden },
    validate: true,
  });
  if (typeof output === "string") throw new Error(output);
  return output;
}

const code = projectFiles().filter(isCode);
const { modules, summary } = await cruiseAll();
const seen = new Set(modules.map(({ source }) => source));

const problems = [
  ...code.filter((path) => !seen.has(path)).map((path) => `${path} was not seen`),
  ...code
    .filter((path) => /^(packages\/[^/]+|web)\/src\//.test(path) && !hasRoom(path))
    .map((path) => `${path} stands in no room of .dependency-cruiser.mjs`),
  ...summary.violations.map(({ from, to, cycle, rule }) => {
    const path = cycle?.map(({ name }) => name).join(" -> ") ?? to;
    return `${from} -> ${path} (${rule.name})`;
  }),
];
conclude(
  "rooms",
  problems,
  `${code.length} files, ${summary.totalDependenciesCruised} imports, none forbidden`,
);
