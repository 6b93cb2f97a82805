// Smoke alarms for size: see STYLE.md. Cycles are the rooms gate's, default exports the linter's.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { conclude, isCode, isTest, projectFiles, root } from "./project-files.mjs";

const FILE_LINES = 500;
const FILE_LINES_P90 = 300;
const FUNCTION_LINES = 80;

/**
 * @param {readonly number[]} numbers
 * @param {number} share
 */
function percentile(numbers, share) {
  const ordered = [...numbers].sort((a, b) => a - b);
  return ordered[Math.ceil(ordered.length * share) - 1] ?? 0;
}

/**
 * A migration is a list of statements, which cutting up does not make shorter.
 * @param {string} path
 */
const isMigration = (path) => path.includes("/storage/migrations/");

/** @param {ts.Node} node */
const isFunction = (node) =>
  ts.isFunctionDeclaration(node) ||
  ts.isFunctionExpression(node) ||
  ts.isArrowFunction(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isConstructorDeclaration(node) ||
  ts.isAccessor(node);

/** @param {string} path */
function measure(path) {
  const text = readFileSync(join(root, path), "utf8");
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lineOf = (/** @type {number} */ position) => source.getLineAndCharacterOfPosition(position).line + 1;
  /** @type {string[]} */
  const problems = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    const line = lineOf(node.getStart(source));
    // The linter knows `any` too, but a suppression comment silences it.
    if (node.kind === ts.SyntaxKind.AnyKeyword) problems.push(`${path}:${line} says any`);
    const lines = lineOf(node.end) - line + 1;
    if (!isTest(path) && !isMigration(path) && isFunction(node) && lines > FUNCTION_LINES) {
      problems.push(`${path}:${line} a function of ${lines} lines, over ${FUNCTION_LINES}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  if (lines > FILE_LINES) problems.push(`${path} has ${lines} lines, over ${FILE_LINES}`);
  return { path, lines, problems };
}

// Generated code is as long as what it is generated from.
const files = projectFiles()
  .filter((path) => isCode(path) && !/[./]generated[./]/.test(path))
  .map(measure);
const source = files.filter(({ path }) => !isTest(path));
const p90 = percentile(
  source.map(({ lines }) => lines),
  0.9,
);

const problems = files.flatMap((file) => file.problems);
if (p90 > FILE_LINES_P90) {
  const longest = [...source]
    .sort((a, b) => b.lines - a.lines)
    .slice(0, 3)
    .map(({ path, lines }) => `${path} (${lines})`);
  problems.push(
    `one source file in ten has over ${FILE_LINES_P90} lines; the longest: ${longest.join(", ")}`,
  );
}
conclude("budgets", problems, `${files.length} files, 90 % of the source files within ${p90} lines`);
