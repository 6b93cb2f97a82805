// Nothing may be committed that means something on one machine only, or is left to be done by nobody.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { conclude, projectFiles, root } from "./project-files.mjs";

// Written in two halves, so that this file does not find itself.
const REFUSED = [
  { pattern: new RegExp(`(^|[^\\w.])/wor${"k/"}`), reason: "names a path of one machine" },
  { pattern: new RegExp(`shared/(design|referenc${"e)"}`), reason: "names a folder outside the project" },
  {
    pattern: new RegExp(`\\b(TOD${"O"}|FIXM${"E"})\\b(?!\\(#\\d+\\))`),
    reason: "leaves work without an issue, as (#12)",
  },
  { pattern: new RegExp(`^(<<<<<<${"<"}|>>>>>>${">"}) `), reason: "has a merge conflict" },
];

/** Other registries than the user's own must not be written into the lockfile. */
const RESOLVED = /"resolved": "(https?|git\+\w+):/;

/** @param {string} path */
function problemsOf(path) {
  const content = readFileSync(join(root, path));
  if (content.includes(0)) return [];
  return content
    .toString("utf8")
    .split("\n")
    .flatMap((line, index) => {
      const reasons = REFUSED.filter(({ pattern }) => pattern.test(line)).map(({ reason }) => reason);
      if (path.endsWith("package-lock.json") && RESOLVED.test(line)) reasons.push("names a registry");
      return reasons.map((reason) => `${path}:${index + 1} ${reason}`);
    });
}

const files = projectFiles();
conclude("clean", files.flatMap(problemsOf), `${files.length} files`);
