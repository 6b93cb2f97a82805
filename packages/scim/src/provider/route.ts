import type { CompiledType } from "../schema/resolve.ts";

/** What a path names (RFC 7644 §3.2, Table 1). */
export type Route =
  | { readonly kind: "type"; readonly type: CompiledType }
  | { readonly kind: "typeSearch"; readonly type: CompiledType }
  | { readonly kind: "resource"; readonly type: CompiledType; readonly id: string }
  | { readonly kind: "rootSearch" }
  | { readonly kind: "serviceProviderConfig" }
  | { readonly kind: "schemas" | "resourceTypes"; readonly id?: string }
  | { readonly kind: "bulk" }
  /** Endpoints of the RFC that this provider does not offer: `/Me`. */
  | { readonly kind: "notOffered"; readonly name: string };

/** Finds the route of a path; undefined for unknown endpoints. Doubled and trailing slashes do not count. */
export function findRoute(path: string, types: readonly CompiledType[]): Route | undefined {
  const segments = path
    .split("/")
    .filter((segment) => segment !== "")
    .map(decode);
  if (segments.includes(undefined)) return undefined;
  const [first, id, ...rest] = segments;
  if (first === undefined || rest.length > 0) return undefined;
  const type = types.find(({ definition }) => definition.endpoint === `/${first}`);
  if (type !== undefined) return typeRoute(type, id);
  switch (first) {
    case "Schemas":
      return { kind: "schemas", ...(id === undefined ? {} : { id }) };
    case "ResourceTypes":
      return { kind: "resourceTypes", ...(id === undefined ? {} : { id }) };
    case "ServiceProviderConfig":
      return id === undefined ? { kind: "serviceProviderConfig" } : undefined;
    case ".search":
      return id === undefined ? { kind: "rootSearch" } : undefined;
    case "Bulk":
      return id === undefined ? { kind: "bulk" } : undefined;
    case "Me":
      return { kind: "notOffered", name: first };
    default:
      return undefined;
  }
}

function typeRoute(type: CompiledType, id: string | undefined): Route {
  if (id === undefined) return { kind: "type", type };
  return id === ".search" ? { kind: "typeSearch", type } : { kind: "resource", type, id };
}

function decode(segment: string): string | undefined {
  try {
    const text = decodeURIComponent(segment);
    // An id with NUL names nothing, and some databases refuse even to look for it.
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}
