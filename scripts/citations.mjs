// Which requirements the tests cite, read from their sources: an id in brackets in the title of a test.
import ts from "typescript";

/**
 * @typedef {object} Citation
 * @property {string} id
 * @property {string} path
 * @property {number} line
 * @property {boolean} runs false when the test is skipped, or may be
 */

/** What vitest calls a test and a suite. */
const TESTS = new Set(["it", "test"]);
const SUITES = new Set(["describe", "suite"]);

/** A test or suite with one of these does not run, not always, or passes when it fails. */
const EVASIONS = new Set(["skip", "todo", "skipIf", "runIf", "fails"]);

const SHORT_CIRCUITS = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

/** `[E1]`, `[E1, E2a]`: never what a filter or a path has in its brackets. */
const CITATION = /\[([A-N]\d+[a-z]?(?:, [A-N]\d+[a-z]?)*)\]/g;

/**
 * The words that a call is made of: `it.skip.each([…])("…")` gives it, skip and each.
 * @param {ts.Node} callee
 * @returns {readonly string[]}
 */
function wordsOf(callee) {
  if (ts.isIdentifier(callee)) return [callee.text];
  if (ts.isPropertyAccessExpression(callee)) return [...wordsOf(callee.expression), callee.name.text];
  if (ts.isCallExpression(callee)) return wordsOf(callee.expression);
  if (ts.isTaggedTemplateExpression(callee)) return wordsOf(callee.tag);
  return [];
}

/** @param {ts.Node} callee a table without rows makes no test */
const isEmptyTable = (callee) =>
  ts.isCallExpression(callee) &&
  callee.arguments.some((rows) => ts.isArrayLiteralExpression(rows) && rows.elements.length === 0);

/** @param {ts.Node} argument */
function isEvasiveOption(argument) {
  return (
    ts.isObjectLiteralExpression(argument) &&
    argument.properties.some(({ name }) => name && ts.isIdentifier(name) && EVASIONS.has(name.text))
  );
}

/**
 * Whether a call of a test or suite does what it says, itself.
 * @param {ts.CallExpression} call
 */
function takesPlace(call) {
  const evades = wordsOf(call.expression).some((word) => EVASIONS.has(word));
  return !evades && !isEmptyTable(call.expression) && !call.arguments.some(isEvasiveOption);
}

/** @param {ts.Node} node whether it decides if what is in it happens */
const isCondition = (node) =>
  ts.isIfStatement(node) ||
  ts.isConditionalExpression(node) ||
  ts.isSwitchStatement(node) ||
  (ts.isBinaryExpression(node) && SHORT_CIRCUITS.has(node.operatorToken.kind));

/** @param {ts.Node} node whether a test gives up on the way */
function givesUp(node) {
  /** @type {boolean} */
  let found = false;
  /** @param {ts.Node} inner */
  const visit = (inner) => {
    if (ts.isCallExpression(inner) && wordsOf(inner.expression).at(-1) === "skip") found = true;
    if (!found) ts.forEachChild(inner, visit);
  };
  visit(node);
  return found;
}

/**
 * The title as it is written; what is filled in at run time is not part of it.
 * @param {ts.Expression | undefined} argument
 */
function titleOf(argument) {
  if (!argument) return undefined;
  if (ts.isStringLiteralLike(argument)) return argument.text;
  if (!ts.isTemplateExpression(argument)) return undefined;
  return argument.head.text + argument.templateSpans.map(({ literal }) => literal.text).join("");
}

/** @param {ts.Node | undefined} node */
const isFunction = (node) => node && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));

/**
 * @param {string} path
 * @param {string} text
 * @returns {readonly Citation[]}
 */
export function citationsIn(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  /** @type {Citation[]} */
  const citations = [];
  /**
   * @param {ts.Node} node
   * @param {boolean} runs
   */
  const visit = (node, runs) => {
    let inner = runs && !isCondition(node);
    if (ts.isCallExpression(node)) {
      const [word] = wordsOf(node.expression);
      const title = titleOf(node.arguments[0]);
      if (word !== undefined && SUITES.has(word)) inner &&= takesPlace(node);
      if (word !== undefined && TESTS.has(word) && title !== undefined) {
        const body = node.arguments.find(isFunction);
        const real = inner && takesPlace(node) && body !== undefined && !givesUp(body);
        const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
        for (const [, ids = ""] of title.matchAll(CITATION))
          for (const id of ids.split(", ")) citations.push({ id, path, line, runs: real });
      }
    }
    ts.forEachChild(node, (child) => visit(child, inner));
  };
  visit(source, true);
  return citations;
}
