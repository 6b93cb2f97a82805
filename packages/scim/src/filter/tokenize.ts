import { excerpt, invalidFilter, type ScimError } from "../message/error.ts";

/**
 * The pieces of a filter or path (RFC 7644 §3.4.2.2). A `word` is a run of anything but white space, quotes and
 * brackets: a path, an operator, a keyword or an unquoted value, as its place decides.
 */
export type Token = {
  readonly kind: "word" | "string" | "(" | ")" | "[" | "]" | "end";
  /** A word as written; a string with its escapes undone. */
  readonly text: string;
  /** Of the first character, from 0. */
  readonly at: number;
  /** Whether white space stands before it: the grammar demands it in some places and forbids it in others. */
  readonly spaced: boolean;
};

const spaces = " \t\r\n";
const brackets = "()[]";

/** Cuts a filter into tokens, the last one `end`, in one pass over the text. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const start = skipSpaces(text, at);
    const spaced = start > at;
    const char = text.charAt(start);
    if (char === "") {
      tokens.push({ kind: "end", text: "", at: start, spaced });
      return tokens;
    }
    if (char === '"') {
      const end = endOfString(text, start);
      tokens.push({ kind: "string", text: readString(text, start, end), at: start, spaced });
      at = end;
    } else if (brackets.includes(char)) {
      tokens.push({ kind: char as "(" | ")" | "[" | "]", text: char, at: start, spaced });
      at = start + 1;
    } else {
      const end = endOfWord(text, start);
      tokens.push({ kind: "word", text: text.slice(start, end), at: start, spaced });
      at = end;
    }
  }
  tokens.push({ kind: "end", text: "", at, spaced: false });
  return tokens;
}

/** Where in the text something is, counted from 1 as people do. */
export function position(at: number): string {
  return `at character ${at + 1}`;
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (at < text.length && spaces.includes(text.charAt(at))) at += 1;
  return at;
}

function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === '"' || spaces.includes(char) || brackets.includes(char)) return at;
    at += 1;
  }
  return at;
}

/** The index after the closing quote. A backslash hides whatever follows it; readString judges the escapes. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "\\") at += 1;
    else if (char === '"') return at + 1;
  }
  throw invalidFilter(`The text that begins ${position(from)} has no closing double quote.`);
}

/** RFC 7644 §3.4.2.2: a text value is a JSON string (RFC 7159 §7). */
function readString(text: string, from: number, to: number): string {
  const literal = text.slice(from, to);
  let value: unknown;
  try {
    value = JSON.parse(literal);
  } catch {
    throw badString(literal, from, "it has a control character or a wrong escape after a backslash");
  }
  // Neither can be stored: databases refuse NUL, and a lone surrogate is not Unicode text.
  if (typeof value !== "string" || value.includes("\0") || !value.isWellFormed()) {
    throw badString(literal, from, "it has a character that is not valid in text");
  }
  return value;
}

function badString(literal: string, at: number, reason: string): ScimError {
  return invalidFilter(`The text ${excerpt(literal)} ${position(at)} is not valid: ${reason}.`);
}
