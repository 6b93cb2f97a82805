/** Where a SCIM request goes: which endpoint of which directory. */
export type ScimRoute = {
  /** The external key or label in the URL; absent when the token alone names the directory. */
  readonly key: string | undefined;
  /** Below the SCIM base URL, as the provider core takes it: "/Users/…". */
  readonly path: string;
};

const PREFIX = /^\/scim\/v2(?:\.0)?(?=\/|$)/i;

/** The endpoints of RFC 7644 §3.2: what stands behind the version when no key does. */
const ENDPOINTS = new Set(
  [
    "Users",
    "Groups",
    "Roles",
    "Entitlements",
    "Me",
    "ServiceProviderConfig",
    "ResourceTypes",
    "Schemas",
    "Bulk",
    ".search",
  ].map((name) => name.toLowerCase()),
);

/** Splits `/scim/v2/{key}/Users/{id}`; doubled slashes, which a pasted trailing slash makes, count as one. */
export function scimRoute(pathname: string): ScimRoute | undefined {
  const collapsed = pathname.replace(/\/{2,}/g, "/");
  const prefix = PREFIX.exec(collapsed);
  if (!prefix) return undefined;
  const rest = collapsed.slice(prefix[0].length);
  const [, first = "", ...others] = rest.split("/");
  if (first === "" || ENDPOINTS.has(first.toLowerCase()))
    return { key: undefined, path: rest === "" ? "/" : rest };
  return { key: first, path: `/${others.join("/")}` };
}
