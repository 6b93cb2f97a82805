import type { Filter } from "../filter/ast.ts";
import { checkFilter, checkSortPath } from "../filter/check.ts";
import type { Leniency } from "../filter/leniency.ts";
import { parseFilter } from "../filter/parse.ts";
import { parsePath } from "../filter/path.ts";
import { qualifyFilter } from "../interop/bare-extension-names.ts";
import { invalidValue, ScimError } from "../message/error.ts";
import type { CompiledType } from "../schema/resolve.ts";
import type { Exchange } from "./exchange.ts";
import type { Parameters } from "./parameters.ts";
import type { Selection } from "./repository.ts";

/**
 * Reads `filter`, `sortBy` and `sortOrder` for one type (RFC 7644 §3.4.2.2, §3.4.2.3). At the root, an attribute
 * that the type lacks counts as one without value (§3.4.2.1).
 */
export function readSelection(
  exchange: Exchange,
  parameters: Parameters,
  type: CompiledType,
  unknownAttributes: "reject" | "noValue" = "reject",
): Selection {
  const filter = readFilter(exchange, parameters.filter, type, unknownAttributes);
  const sort = readSort(parameters, type, unknownAttributes);
  return { ...(filter === undefined ? {} : { filter }), ...(sort === undefined ? {} : { sort }) };
}

function readFilter(
  exchange: Exchange,
  text: string | undefined,
  type: CompiledType,
  unknownAttributes: "reject" | "noValue",
): Filter | undefined {
  if (text === undefined) return undefined;
  return exchange.interop.parse((leniency: Leniency) => {
    const parsed = parseFilter(text, leniency);
    const filter = leniency.bareExtensionNames ? qualifyFilter(parsed, type) : parsed;
    return checkFilter(filter, type, { ...leniency, unknownAttributes });
  });
}

function readSort(
  parameters: Parameters,
  type: CompiledType,
  unknownAttributes: "reject" | "noValue",
): Selection["sort"] | undefined {
  if (parameters.sortBy === undefined || parameters.sortBy.trim() === "") return undefined;
  const order = (parameters.sortOrder ?? "ascending").toLowerCase();
  if (order !== "ascending" && order !== "descending") {
    throw invalidValue("sortOrder must be ascending or descending.");
  }
  try {
    return { path: checkSortPath(parsePath(parameters.sortBy), type), descending: order === "descending" };
  } catch (error) {
    if (unknownAttributes === "noValue" && error instanceof ScimError) return undefined;
    throw error;
  }
}
