import { patchOpUrn } from "../patch/operation.ts";
import { isObject, type JsonObject, own } from "../resource/json.ts";
import { nameKey } from "../schema/fold.ts";
import type { Normalizer } from "./normalizer.ts";

/** Fills in the `schemas` that a body lacks; others in the list are left alone. */
export const missingSchemas: Normalizer = {
  name: "missing-schemas",
  source:
    "OneLogin's JSON template is edited by the customer and often lacks schemas; RFC 7643 section 3 requires the attribute, RFC 7644 section 3.5.2 in PATCH.",
  body: (body, type) => withSchema(body, type.core.urn),
  patchBody: (body) => withSchema(body, patchOpUrn),
};

function withSchema(body: JsonObject, urn: string): JsonObject | undefined {
  if (!isObject(body)) return undefined;
  const key = Object.keys(body).find((name) => nameKey(name) === "schemas") ?? "schemas";
  const schemas = own(body, key);
  const given: readonly unknown[] = Array.isArray(schemas) ? schemas : [];
  if (given.some((entry) => typeof entry === "string" && nameKey(entry) === nameKey(urn))) return undefined;
  return { ...body, [key]: [...given, urn] };
}
