import { invalidValue } from "../message/error.ts";
import { checkJson } from "../resource/json.ts";
import { type ReadResource, readChecked } from "../resource/read-resource.ts";
import { nameKey } from "../schema/fold.ts";
import { readBody } from "./body.ts";
import type { TypeExchange } from "./exchange.ts";
import type { RelationChange } from "./repository.ts";

/** Reads the resource in the body of a POST or PUT, as the profile understands it (RFC 7644 §3.3, §3.5.1). */
export function readInput(exchange: TypeExchange): ReadResource {
  const { interop, type } = exchange;
  const raw = readBody(exchange.request);
  checkJson(raw);
  const body = interop.body(raw, type);
  checkSchemas(Object.entries(body).find(([name]) => nameKey(name) === "schemas")?.[1], type.core.urn);
  return readChecked(body, type, interop);
}

/** RFC 7643 §3: a representation names its schema. Other URNs in the list are let pass; ours is computed anew. */
function checkSchemas(schemas: unknown, urn: string): void {
  const named =
    Array.isArray(schemas) && schemas.some((one) => typeof one === "string" && nameKey(one) === nameKey(urn));
  if (!named) throw invalidValue(`The schemas of the body must hold ${urn}.`);
}

/**
 * What a POST or PUT means for the set relation of its type: the whole content. A PUT without it clears it (RFC
 * 7644 §3.5.1); undefined when the type has none.
 */
export function wholeRelation(input: ReadResource, exchange: TypeExchange): RelationChange | undefined {
  const name = Object.entries(exchange.type.definition.relations).find(([, kind]) => kind === "set")?.[0];
  if (name === undefined) return undefined;
  return { attribute: name, kind: "replace", with: input.relations[name] ?? [] };
}
