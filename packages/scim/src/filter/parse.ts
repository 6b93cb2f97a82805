import { excerpt, invalidFilter, invalidPath, type ScimError } from "../message/error.ts";
import type { AttributePath, ComparisonOperator, ComparisonValue, Filter } from "./ast.ts";
import { isAttributeName, readBareUrn, readPath } from "./path.ts";
import { position, type Token, tokenize } from "./tokenize.ts";

/** Limits against hostile filters, and the departures from the grammar that some clients need. */
export type FilterOptions = {
  /** Characters; 4096 unless told. */
  readonly maxLength?: number;
  /** Parentheses, brackets and negations inside one another; 20 unless told. */
  readonly maxDepth?: number;
  /** Comparisons in all; 100 unless told. */
  readonly maxTerms?: number;
  /** Reads an unquoted word as text, and `True` and `FALSE` as booleans: Entra's documentation writes so. */
  readonly lenientValues?: boolean;
  /** Takes Entra's `emails[type eq "work"].value eq "x"` for `emails[type eq "work" and value eq "x"]`. */
  readonly valuePathSub?: boolean;
};

/** What a PATCH path can be given beside the limits of its filter. */
export type PatchPathOptions = Omit<FilterOptions, "valuePathSub"> & {
  /** URNs that can be a path by themselves: a CompiledType's `knownUrns`. */
  readonly knownUrns?: readonly string[];
};

/**
 * RFC 7644 §3.5.2, rule PATH: `emails[type eq "work"].value` has a path, a filter and a sub. Without a filter
 * the sub-attribute stands in `path.sub`. A schema's URN alone is `{ path: { urn, name: "" } }`.
 */
export type PatchPath = {
  readonly path: AttributePath;
  readonly filter?: Filter;
  readonly sub?: string;
};

const operators: ReadonlySet<string> = new Set(["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"]);
const operatorList = "eq, ne, co, sw, ew, gt, ge, lt, le or pr";
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/**
 * Parses a filter (RFC 7644 §3.4.2.2, with errata 4670, 4690, 7319 and 7322). Keywords and operators are case
 * insensitive, `not` binds before `and` before `or`. Throws `invalidFilter` with the position of the fault.
 */
export function parseFilter(text: string, options: FilterOptions = {}): Filter {
  const parser = start(text, options);
  const filter = readOr(parser, 0, false);
  const rest = peek(parser);
  if (rest.kind !== "end") throw unexpected(rest, "“and”, “or” or the end of the filter");
  return filter;
}

/**
 * Parses the path of a PATCH operation (RFC 7644 §3.5.2). A malformed path is `invalidPath`, a bad filter inside
 * its brackets `invalidFilter`.
 */
export function parsePatchPath(text: string, options: PatchPathOptions = {}): PatchPath {
  const bare = readBareUrn(text, options.knownUrns);
  if (bare !== undefined) return { path: bare };
  const bracket = text.indexOf("[");
  const path = readPath(bracket === -1 ? text : text.slice(0, bracket));
  if (path === undefined) throw malformedPath(text);
  if (bracket === -1) return { path };
  if (path.sub !== undefined) throw malformedPath(text);
  const parser = start(text, options);
  parser.next = parser.tokens.findIndex((token) => token.at === bracket);
  const filter = readBrackets(parser, 0, () => malformedPath(text));
  const sub = take(parser);
  if (sub.kind === "end" && !sub.spaced) return { path, filter };
  const name = sub.text.slice(1);
  const dotted = sub.kind === "word" && !sub.spaced && sub.text.startsWith(".") && isAttributeName(name);
  const last = peek(parser);
  if (!dotted || last.kind !== "end" || last.spaced) throw malformedPath(text);
  return { path, filter, sub: name };
}

function malformedPath(text: string): ScimError {
  return invalidPath(
    `${excerpt(text)} is not a path. Write an attribute such as name.familyName, or emails[type eq "work"].value.`,
  );
}

type Parser = {
  readonly tokens: readonly Token[];
  readonly maxDepth: number;
  readonly maxTerms: number;
  readonly lenientValues: boolean;
  readonly valuePathSub: boolean;
  next: number;
  terms: number;
};

function start(text: string, options: FilterOptions): Parser {
  const { maxLength = 4096, maxDepth = 20, maxTerms = 100 } = options;
  if (text.length > maxLength) {
    throw invalidFilter(`The filter has ${text.length} characters; ${maxLength} are allowed.`);
  }
  return {
    tokens: tokenize(text),
    maxDepth,
    maxTerms,
    lenientValues: options.lenientValues ?? false,
    valuePathSub: options.valuePathSub ?? false,
    next: 0,
    terms: 0,
  };
}

function peek(parser: Parser): Token {
  return parser.tokens[parser.next] ?? endToken;
}

function take(parser: Parser): Token {
  const token = peek(parser);
  parser.next += 1;
  return token;
}

const endToken: Token = { kind: "end", text: "", at: 0, spaced: false };

function isWord(token: Token, word: string): boolean {
  return token.kind === "word" && token.text.toLowerCase() === word;
}

/** `orExp = andExp *( SP "or" SP andExp )`; `inside` says that brackets surround it. */
function readOr(parser: Parser, depth: number, inside: boolean): Filter {
  let left = readAnd(parser, depth, inside);
  while (takeConnective(parser, "or")) left = { kind: "or", left, right: readAnd(parser, depth, inside) };
  return left;
}

function readAnd(parser: Parser, depth: number, inside: boolean): Filter {
  let left = readTerm(parser, depth, inside);
  while (takeConnective(parser, "and")) left = { kind: "and", left, right: readTerm(parser, depth, inside) };
  return left;
}

/** Takes `and` or `or`, with the space that the grammar demands on both sides. */
function takeConnective(parser: Parser, word: "and" | "or"): boolean {
  const token = peek(parser);
  if (!isWord(token, word)) return false;
  parser.next += 1;
  if (!token.spaced) throw unexpected(token, `a space before “${word}”`);
  const after = peek(parser);
  if (!after.spaced && after.kind !== "end") throw unexpected(after, `a space after “${word}”`);
  return true;
}

/** `term = ["not" *SP] "(" filter ")" / valuePath / attrExp`. */
function readTerm(parser: Parser, depth: number, inside: boolean): Filter {
  const token = peek(parser);
  if (token.kind === "(") return readGroup(parser, depth, inside);
  if (isWord(token, "not")) {
    parser.next += 1;
    const group = peek(parser);
    if (group.kind !== "(") throw unexpected(group, "“(” after “not”");
    return { kind: "not", filter: readGroup(parser, depth, inside) };
  }
  if (token.kind !== "word") throw unexpected(token, "an attribute name or “(”");
  return readExpression(parser, depth, inside);
}

function readGroup(parser: Parser, depth: number, inside: boolean): Filter {
  checkDepth(parser, depth);
  parser.next += 1;
  const filter = readOr(parser, depth + 1, inside);
  const close = take(parser);
  if (close.kind !== ")") throw unexpected(close, "“and”, “or” or “)”");
  return filter;
}

function checkDepth(parser: Parser, depth: number): void {
  if (depth < parser.maxDepth) return;
  throw invalidFilter(
    `The filter nests too deeply ${position(peek(parser).at)}; ${parser.maxDepth} levels are allowed.`,
  );
}

function readExpression(parser: Parser, depth: number, inside: boolean): Filter {
  const token = take(parser);
  const path = readPath(token.text);
  if (path === undefined) throw unexpected(token, "an attribute name");
  const bracket = peek(parser);
  if (inside && (path.urn !== undefined || path.sub !== undefined || bracket.kind === "[")) {
    throw unexpected(token, "the bare name of a sub-attribute inside “[ ]”");
  }
  if (bracket.kind !== "[" || bracket.spaced) return readCondition(parser, path);
  if (path.sub !== undefined) throw unexpected(token, "an attribute without sub-attribute before “[”");
  const filter = readBrackets(parser, depth, (found) => unexpected(found, "“and”, “or” or “]”"));
  return readValuePathEnd(parser, { kind: "valuePath", path, filter });
}

/** `"[" valFilter "]"`; erratum 4690: brackets do not nest. */
function readBrackets(parser: Parser, depth: number, unclosed: (found: Token) => ScimError): Filter {
  checkDepth(parser, depth);
  parser.next += 1;
  const filter = readOr(parser, depth + 1, true);
  const close = take(parser);
  if (close.kind === "end") throw unclosed(close);
  if (close.kind !== "]") throw unexpected(close, "“and”, “or” or “]”");
  return filter;
}

/** Entra's `.value eq "x"` after the brackets speaks of the same element, so it moves inside them. */
function readValuePathEnd(parser: Parser, valuePath: Filter & { kind: "valuePath" }): Filter {
  const token = peek(parser);
  if (token.kind !== "word" || token.spaced || !token.text.startsWith(".")) return valuePath;
  const name = token.text.slice(1);
  if (!parser.valuePathSub || !isAttributeName(name)) {
    throw unexpected(token, "nothing directly after “]”: write the condition inside the brackets");
  }
  parser.next += 1;
  const right = readCondition(parser, { name });
  return { ...valuePath, filter: { kind: "and", left: valuePath.filter, right } };
}

/** The rest of `attrExp`: `SP "pr"` or `SP op SP compValue`. */
function readCondition(parser: Parser, path: AttributePath): Filter {
  parser.terms += 1;
  if (parser.terms > parser.maxTerms) {
    throw invalidFilter(`The filter has too many conditions; ${parser.maxTerms} are allowed.`);
  }
  const token = take(parser);
  if (token.kind !== "word") {
    throw unexpected(token, `an operator after the attribute: ${operatorList}`);
  }
  const word = token.text.toLowerCase();
  if (word === "pr") return { kind: "present", path };
  if (!operators.has(word)) throw unexpected(token, `one of the operators ${operatorList}`);
  return { kind: "compare", path, operator: word as ComparisonOperator, value: readValue(parser, word) };
}

function readValue(parser: Parser, operator: string): ComparisonValue {
  const token = take(parser);
  if ((token.kind !== "string" && token.kind !== "word") || !token.spaced) {
    throw unexpected(token, `a value after “${operator}”`);
  }
  if (token.kind === "string") return token.text;
  const value = readLiteral(token.text, parser.lenientValues);
  if (value !== undefined) return value;
  throw unexpected(token, "a value; text is written in double quotes");
}

/** RFC 7159 §3: `true`, `false` and `null` in lower case, and numbers. */
function readLiteral(text: string, lenient: boolean): ComparisonValue | undefined {
  const word = lenient ? text.toLowerCase() : text;
  if (word === "true") return true;
  if (word === "false") return false;
  if (text === "null") return null;
  const value = number.test(text) ? Number(text) + 0 : Number.NaN;
  if (Number.isFinite(value) && (!lenient || String(value) === text)) return value;
  // A quote in front is a string in the wrong quotes; to search for it with the quotes would find nothing.
  if (!lenient || text.startsWith("'") || !text.isWellFormed() || text.includes("\0")) return undefined;
  return text;
}

function unexpected(token: Token, expected: string): ScimError {
  const found = token.kind === "end" ? "the filter ends" : `${excerpt(token.text)} was found`;
  return invalidFilter(`Filter not understood ${position(token.at)}: expected ${expected}, but ${found}.`);
}
