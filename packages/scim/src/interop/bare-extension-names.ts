import type { AttributePath, Filter } from "../filter/ast.ts";
import { nameKey } from "../schema/fold.ts";
import type { CompiledType } from "../schema/resolve.ts";
import type { Normalizer } from "./normalizer.ts";

/** Reads `manager` as the extension's attribute when the core schema has no attribute of the name. */
export const bareExtensionNames: Normalizer = {
  name: "bare-extension-names",
  source:
    "Entra writes manager and department without their URN, in PATCH paths and filters; RFC 7644 section 3.10 requires it for extensions.",
  operation: (operation, type) => {
    const { path } = operation;
    const name = /^[A-Za-z][\w-]*/.exec(path ?? "")?.[0];
    const urn = name === undefined || path?.includes(":") ? undefined : extensionOf(name, type);
    return urn === undefined ? undefined : [{ ...operation, path: `${urn}:${path}` }];
  },
  filter: "bareExtensionNames",
};

/** The filter with such names under their URN. */
export function qualifyFilter(filter: Filter, type: CompiledType): Filter {
  switch (filter.kind) {
    case "and":
    case "or":
      return { ...filter, left: qualifyFilter(filter.left, type), right: qualifyFilter(filter.right, type) };
    case "not":
      return { ...filter, filter: qualifyFilter(filter.filter, type) };
    default:
      return { ...filter, path: qualify(filter.path, type) };
  }
}

function qualify(path: AttributePath, type: CompiledType): AttributePath {
  const urn = path.urn === undefined ? extensionOf(path.name, type) : undefined;
  return urn === undefined ? path : { urn, ...path };
}

/** The one extension that has the name, when the core schema has it not. */
function extensionOf(name: string, type: CompiledType): string | undefined {
  const key = nameKey(name);
  if (type.core.attributes.has(key)) return undefined;
  const owners = [...type.extensions.values()].filter((schema) => schema.attributes.has(key));
  return owners.length === 1 ? owners[0]?.urn : undefined;
}
