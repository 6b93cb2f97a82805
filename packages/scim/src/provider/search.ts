import { invalidSyntax, invalidValue } from "../message/error.ts";
import { parseProjection } from "../projection/project.ts";
import { checkJson } from "../resource/json.ts";
import { nameOf } from "../resource/read-value.ts";
import type { ScimObject } from "../schema/definition.ts";
import { nameKey } from "../schema/fold.ts";
import type { CompiledType } from "../schema/resolve.ts";
import { readBody } from "./body.ts";
import { checkScope, type Exchange, type TypeExchange } from "./exchange.ts";
import { listWith } from "./list.ts";
import { listByCursor } from "./list-by-cursor.ts";
import { listResponse } from "./list-response.ts";
import { type Parameters, readCount, readStartIndex } from "./parameters.ts";
import { readSelection } from "./query.ts";
import { represent } from "./represent.ts";
import type { ScimResponse } from "./request.ts";
import { respond } from "./respond.ts";

/** RFC 7644 §3.4.3: the URN in the `schemas` of a search. */
export const searchRequestUrn = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

/** RFC 7644 §3.4.3: POST to a type's `/.search`: the list of §3.4.2 without personal data in a URL. */
export async function searchType(exchange: TypeExchange): Promise<ScimResponse> {
  return listWith(exchange, readSearch(exchange));
}

/**
 * RFC 7644 §3.4.3: POST to `/.search` at the root: all types that the token may read, one after the other. `sortBy`
 * orders within each type.
 */
export async function searchRoot(exchange: Exchange): Promise<ScimResponse> {
  const { context, interop, limits } = exchange;
  const types = readableTypes(exchange);
  const parameters = readSearch(exchange);
  if (parameters.cursor !== undefined) return listByCursor(exchange, types, parameters, "noValue");
  const startIndex = readStartIndex(parameters);
  const count = readCount(parameters, limits);
  const resources: ScimObject[] = [];
  let totalResults = 0;
  for (const type of types) {
    const page = await context.repository.list(type.definition.name, {
      ...readSelection(exchange, parameters, type, "noValue"),
      startIndex: Math.max(1, startIndex - totalResults),
      count: count - resources.length,
    });
    totalResults += page.totalResults;
    resources.push(...(await represent(page.resources, type, parseProjection(parameters, type), context)));
  }
  return respond(interop, 200, listResponse(totalResults, startIndex, resources));
}

function readableTypes({ context }: Exchange): readonly CompiledType[] {
  const types = context.resourceTypes.filter((type) => context.allows?.("GET", type.definition.name) ?? true);
  const [first] = context.resourceTypes;
  if (types.length === 0 && first !== undefined) checkScope(context, "GET", first);
  return types;
}

function readSearch(exchange: Exchange): Parameters {
  const body = readBody(exchange.request);
  checkJson(body);
  const members = new Map(Object.entries(body).map(([name, value]) => [nameKey(name), value]));
  const schemas = members.get("schemas");
  if (schemas !== undefined && !(Array.isArray(schemas) && schemas.includes(searchRequestUrn))) {
    throw invalidSyntax(`The schemas of a search must hold ${searchRequestUrn}.`);
  }
  const text = (name: keyof Parameters) => readText(name, members.get(nameKey(name)));
  return {
    ...text("filter"),
    ...text("sortBy"),
    ...text("sortOrder"),
    ...text("startIndex"),
    ...text("count"),
    ...text("cursor"),
    ...text("attributes"),
    ...text("excludedAttributes"),
  };
}

/** A member as the query parameter of the same name has it: a number or a list of names becomes text. */
function readText(name: keyof Parameters, value: unknown): Parameters {
  if (value === undefined || value === null) return {};
  if (typeof value === "string") return { [name]: value };
  const isNumber = name === "startIndex" || name === "count";
  const isList = name === "attributes" || name === "excludedAttributes";
  if (isNumber && typeof value === "number") return { [name]: String(value) };
  if (isList && Array.isArray(value) && value.every((one) => typeof one === "string")) {
    return { [name]: value.join(",") };
  }
  throw invalidValue(`${name} of a search cannot be ${nameOf(value)}.`);
}
