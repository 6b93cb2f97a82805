import type { AttributePath, Filter } from "./ast.ts";

/**
 * Writes a filter in the grammar of RFC 7644 §3.4.2.2, such that parsing it gives the same tree again.
 * Parentheses stand only where the tree differs from what precedence would give.
 */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case "or":
      return `${printFilter(filter.left)} or ${operand(filter.right, "or")}`;
    case "and":
      return `${filter.left.kind === "or" ? group(filter.left) : printFilter(filter.left)} and ${operand(filter.right, "and")}`;
    case "not":
      return `not ${group(filter.filter)}`;
    case "present":
      return `${printPath(filter.path)} pr`;
    case "compare":
      return `${printPath(filter.path)} ${filter.operator} ${JSON.stringify(filter.value)}`;
    case "valuePath":
      return `${printPath(filter.path)}[${printFilter(filter.filter)}]`;
  }
}

/** The right side: `and` and `or` group to the left, so the same kind needs parentheses there. */
function operand(filter: Filter, parent: "and" | "or"): string {
  const bare = filter.kind !== "or" && !(filter.kind === "and" && parent === "and");
  return bare ? printFilter(filter) : group(filter);
}

function group(filter: Filter): string {
  return `(${printFilter(filter)})`;
}

/** RFC 7644 §3.10: `[urn:]name[.sub]`; the URN alone when the path names a schema as a whole. */
export function printPath(path: AttributePath): string {
  const sub = path.sub === undefined ? "" : `.${path.sub}`;
  if (path.urn === undefined) return `${path.name}${sub}`;
  return path.name === "" ? path.urn : `${path.urn}:${path.name}${sub}`;
}
