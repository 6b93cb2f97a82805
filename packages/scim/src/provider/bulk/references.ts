import { isObject, type JsonObject } from "../../resource/json.ts";
import type { BulkOperation } from "./operation.ts";

/** What a bulkId is replaced by; may throw when it cannot be. */
export type Resolve = (bulkId: string) => string;

/** The whole of a text that stands for an id. */
const whole = /^bulkId:(.+)$/s;
/** The last segment of a `$ref`, and of an operation's path. */
const lastSegment = /(^|\/)bulkId(?::|%3[Aa])([^/]+)\/*$/;
/** A value inside the filter of a PATCH path: `members[value eq "bulkId:x"]`. */
const quoted = /"bulkId:((?:[^"\\]|\\.)*)"/g;

/** The bulkIds that an operation names, in its path and anywhere in its data (RFC 7644 §3.7.2). */
export function referencesOf({ path, data }: BulkOperation): ReadonlySet<string> {
  const found = new Set<string>();
  const note: Resolve = (bulkId) => {
    found.add(bulkId);
    return bulkId;
  };
  resolvePath(path, note);
  if (data !== undefined) resolveData(data, note);
  return found;
}

/** `/Users/bulkId:x` with the id in its place. */
export function resolvePath(path: string, resolve: Resolve): string {
  return path.replace(lastSegment, (_, slash: string, bulkId: string) => {
    return `${slash}${encodeURIComponent(resolve(decode(bulkId)))}`;
  });
}

/** The data with ids in place of every reference. */
export function resolveData(data: JsonObject, resolve: Resolve): JsonObject {
  return resolveObject(data, resolve);
}

/**
 * Cuts the data of a creation in two: what can be written now, and the attributes, or elements of lists, that name
 * one of the `pending` resources, which do not exist yet. Written one after the other they make the whole, so that
 * resources that refer to one another in a circle can be created.
 */
export function splitPending(
  data: JsonObject,
  pending: ReadonlySet<string>,
): { readonly now: JsonObject; readonly later: JsonObject } {
  const now: [string, unknown][] = [];
  const later: [string, unknown][] = [];
  for (const [name, value] of Object.entries(data)) {
    if (!names(value, pending)) now.push([name, value]);
    else if (Array.isArray(value)) {
      now.push([name, value.filter((element) => !names(element, pending))]);
      later.push([name, value.filter((element) => names(element, pending))]);
    } else if (isObject(value) && name.includes(":")) {
      const inner = splitPending(value, pending);
      now.push([name, inner.now]);
      later.push([name, inner.later]);
    } else later.push([name, value]);
  }
  return { now: Object.fromEntries(now), later: Object.fromEntries(later) };
}

/** Whether a value names one of these bulkIds. */
function names(value: unknown, bulkIds: ReadonlySet<string>): boolean {
  let found = false;
  resolveValue(value, "", (bulkId) => {
    found ||= bulkIds.has(bulkId);
    return bulkId;
  });
  return found;
}

function resolveObject(object: JsonObject, resolve: Resolve): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name, resolveValue(value, name, resolve)]),
  );
}

function resolveValue(value: unknown, name: string, resolve: Resolve): unknown {
  if (typeof value === "string") return resolveText(value, name.toLowerCase(), resolve);
  if (Array.isArray(value)) return value.map((element) => resolveValue(element, name, resolve));
  return isObject(value) ? resolveObject(value, resolve) : value;
}

function resolveText(text: string, name: string, resolve: Resolve): string {
  const bulkId = whole.exec(text)?.[1];
  if (bulkId !== undefined) return resolve(bulkId);
  if (!text.includes("bulkId")) return text;
  if (name === "$ref") return resolvePath(text, resolve);
  if (name !== "path") return text;
  return text.replace(quoted, (literal: string) => JSON.stringify(resolve(unquote(literal))));
}

function unquote(literal: string): string {
  try {
    return String(JSON.parse(literal)).slice("bulkId:".length);
  } catch {
    // Not a JSON string after all: the filter's own parser says so.
    return literal.slice('"bulkId:'.length, -1);
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
