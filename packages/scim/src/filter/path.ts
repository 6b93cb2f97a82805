import { excerpt, invalidPath } from "../message/error.ts";
import { nameKey } from "../schema/fold.ts";
import type { AttributePath } from "./ast.ts";

/** RFC 7643 §2.1; the dollar is for `$ref`, which the grammar forgot (erratum 8924). */
const attributeName = /^\$?[a-z][\w-]*$/i;

/** RFC 8141 §2, as far as it helps to tell a URN from a slip of the pen. */
const urnShape = /^urn:[a-z\d][a-z\d-]{0,31}:[^\s"]+$/i;

/** Whether the text can be an attribute's name (RFC 7643 §2.1: `ALPHA *(nameChar)`). */
export function isAttributeName(text: string): boolean {
  return attributeName.test(text);
}

/**
 * Reads `[urn:]name[.sub]` (RFC 7644 §3.4.2.2 `attrPath`); undefined when the text is none. URNs have dots and
 * digits of their own (`…:2.0:User`), names have no colon: the URN ends at the last colon.
 */
export function readPath(text: string): AttributePath | undefined {
  const colon = text.lastIndexOf(":");
  const urn = text.slice(0, Math.max(colon, 0));
  const [name = "", sub, ...rest] = text.slice(colon + 1).split(".");
  if (colon !== -1 && !urnShape.test(urn)) return undefined;
  if (rest.length > 0 || !isAttributeName(name)) return undefined;
  if (sub !== undefined && !isAttributeName(sub)) return undefined;
  return { ...(colon === -1 ? {} : { urn }), name, ...(sub === undefined ? {} : { sub }) };
}

/**
 * The path of a schema's URN alone, `{ urn, name: "" }`, when the text is one of the known URNs. Without the
 * list no parser can tell: `…:2.0:User` could be an attribute named User.
 */
export function readBareUrn(text: string, knownUrns: readonly string[] = []): AttributePath | undefined {
  const key = nameKey(text);
  const urn = knownUrns.find((known) => nameKey(known) === key);
  return urn === undefined ? undefined : { urn, name: "" };
}

/**
 * RFC 7644 §3.10: an attribute in standard notation, as in `attributes`, `sortBy` and PATCH paths without a
 * filter. `knownUrns` lets a schema's URN alone be one: see {@link readBareUrn}.
 */
export function parsePath(text: string, knownUrns: readonly string[] = []): AttributePath {
  const path = readBareUrn(text, knownUrns) ?? readPath(text);
  if (path === undefined) {
    throw invalidPath(
      `${excerpt(text)} is not an attribute path. Write a name such as userName, or name.familyName.`,
    );
  }
  return path;
}
