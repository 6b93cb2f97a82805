import type { AttributeDefinition } from "../schema/definition.ts";
import type { Normalizer } from "./normalizer.ts";

/** Reads `"True"` and `"false"` as booleans where the schema has one, in bodies, PATCH values and filters. */
export const booleanStrings: Normalizer = {
  name: "boolean-strings",
  source:
    'Entra sends active and roles[].primary as text, and filters by primary eq "True"; RFC 7643 section 2.3.2 has JSON booleans only.',
  value: toBoolean,
  filter: "lenientBooleans",
};

function toBoolean(value: unknown, attribute: AttributeDefinition): unknown {
  if (attribute.type !== "boolean" || typeof value !== "string") return value;
  const text = value.toLowerCase();
  if (text === "true") return true;
  return text === "false" ? false : value;
}
