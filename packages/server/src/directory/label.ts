/** What stands behind `/scim/v2/` in SCIM itself (RFC 7644 §3.2), and what we may want to put there. */
const RESERVED = new Set([
  "users",
  "groups",
  "roles",
  "entitlements",
  "me",
  "self",
  "bulk",
  "schemas",
  "resourcetypes",
  "serviceproviderconfig",
  "search",
  "token",
  "oauth",
  "oauth2",
]);

const SHAPE = /^[a-z0-9][a-z0-9-]{1,62}[a-z0-9]$/;
/** Twenty letters and digits without a hyphen: a label must never be mistaken for another directory's key. */
const LIKE_AN_EXTERNAL_KEY = /^[a-z0-9]{20}$/;

/** Why a label cannot stand in a SCIM URL; `undefined` when it can. */
export function labelProblem(label: string): string | undefined {
  if (!SHAPE.test(label))
    return "A label has 3 to 64 lower-case letters, digits and hyphens, and neither starts nor ends with a hyphen.";
  if (RESERVED.has(label)) return `"${label}" is the name of a SCIM endpoint; choose another label.`;
  if (LIKE_AN_EXTERNAL_KEY.test(label))
    return "A label of 20 letters and digits looks like an external key; add a hyphen.";
  return undefined;
}
