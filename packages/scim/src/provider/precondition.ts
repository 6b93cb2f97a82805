import { preconditionFailed } from "../message/error.ts";
import type { StoredResource } from "./repository.ts";
import type { ScimRequest } from "./request.ts";

/** RFC 7644 §3.14: a weak tag, for two representations of one version may differ in their bytes. */
export function etagOf(resource: StoredResource): string {
  return `W/"${resource.version}"`;
}

/**
 * RFC 9110 §13.1.1: refuses a write when If-Match names another version. Tags are compared weakly: by the letter a
 * weak tag never matches, yet every example of RFC 7644 §3.14 sends one. Returns the version that the write must
 * find, when the client named one.
 */
export function checkIfMatch(request: ScimRequest, resource: StoredResource): number | undefined {
  const header = request.headers["if-match"];
  if (header === undefined || header.trim() === "*") return undefined;
  if (matches(header, resource)) return resource.version;
  throw preconditionFailed(
    `The resource has changed: its version is ${etagOf(resource)}, not the one in If-Match.`,
  );
}

/** RFC 9110 §13.1.2: whether a reader already has this version. */
export function isNotModified(request: ScimRequest, resource: StoredResource): boolean {
  const header = request.headers["if-none-match"];
  return header !== undefined && (header.trim() === "*" || matches(header, resource));
}

function matches(header: string, resource: StoredResource): boolean {
  const opaque = `"${resource.version}"`;
  return header.split(",").some((tag) => tag.trim().replace(/^W\//i, "") === opaque);
}
