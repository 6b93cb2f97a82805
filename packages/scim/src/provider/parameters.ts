import { invalidCount, invalidValue } from "../message/error.ts";
import { checkText } from "../resource/json.ts";

/** The query parameters of RFC 7644 §3.4.2, §3.9; also the members of a SearchRequest. */
export type Parameters = {
  readonly filter?: string;
  readonly sortBy?: string;
  readonly sortOrder?: string;
  readonly startIndex?: string;
  readonly count?: string;
  /** RFC 9865 §2: given, even empty, it asks for cursor pagination. */
  readonly cursor?: string;
  readonly attributes?: string;
  readonly excludedAttributes?: string;
};

const names = [
  "filter",
  "sortBy",
  "sortOrder",
  "startIndex",
  "count",
  "cursor",
  "attributes",
  "excludedAttributes",
] as const satisfies readonly (keyof Parameters)[];

const byKey = new Map<string, keyof Parameters>(names.map((name) => [name.toLowerCase(), name]));

/**
 * Reads a query string: form-encoded, so that `+` is a space and `%2B` a plus. Names are case insensitive, unknown
 * ones are ignored (RFC 7644 §3.4.2), and the first of a repeated one counts.
 */
export function parseQuery(query: string): Parameters {
  const parameters: { -readonly [Name in keyof Parameters]: string } = {};
  for (const part of query.split("&")) {
    const equals = part.indexOf("=");
    const name = byKey.get(decode(equals === -1 ? part : part.slice(0, equals)).toLowerCase());
    if (name === undefined || parameters[name] !== undefined) continue;
    // A bare `cursor`, as in the examples of RFC 9865, starts a list; the others mean nothing without a value.
    if (equals === -1 && name !== "cursor") continue;
    const value = equals === -1 ? "" : decode(part.slice(equals + 1));
    checkText(value);
    parameters[name] = value;
  }
  return parameters;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw invalidValue("The query string is not percent-encoded UTF-8.");
  }
}

/** RFC 7644 §3.4.2.4: a 1-based index; below 1 means 1. */
export function readStartIndex(parameters: Parameters): number {
  return Math.max(1, readInteger("startIndex", parameters.startIndex) ?? 1);
}

/** RFC 7644 §3.4.2.4: below 0 means 0; a page is never longer than the server's own limit. */
export function readCount(
  parameters: Parameters,
  limits: { readonly defaultCount: number; readonly maxCount: number },
): number {
  const count = readInteger("count", parameters.count) ?? limits.defaultCount;
  return Math.min(Math.max(0, count), limits.maxCount);
}

/** RFC 9865 §2.1: from 1 on; a page is never longer than the server's own limit, published as `maxPageSize`. */
export function readCursorCount(
  parameters: Parameters,
  limits: { readonly defaultCount: number; readonly maxCount: number },
): number {
  const text = parameters.count?.trim() ?? "";
  if (text === "") return limits.defaultCount;
  const count = /^\+?\d{1,15}$/.test(text) ? Number(text) : 0;
  if (count < 1) throw invalidCount(`count must be a whole number from 1 to ${limits.maxCount}.`);
  return Math.min(count, limits.maxCount);
}

function readInteger(name: string, text: string | undefined): number | undefined {
  const trimmed = text?.trim();
  if (trimmed === undefined || trimmed === "") return undefined;
  const value = Number(trimmed);
  if (/^[+-]?\d{1,15}$/.test(trimmed) && Number.isSafeInteger(value)) return value;
  throw invalidValue(`${name} must be a whole number.`);
}
