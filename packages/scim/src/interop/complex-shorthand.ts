import { isObject } from "../resource/json.ts";
import type { AttributeDefinition } from "../schema/definition.ts";
import type { Normalizer } from "./normalizer.ts";

/**
 * Reads `manager` in the shapes that occur: its bare id, a list of one, and `""`, `[]` or `{"value": ""}` to clear.
 * Driven by the schema: any single complex attribute with a `value`.
 */
export const complexShorthand: Normalizer = {
  name: "complex-shorthand",
  source:
    "Entra writes manager as an id, as a list of one object, and clears it with an empty value; RFC 7643 section 4.3 has one object.",
  value: (value, attribute) => {
    if (!hasValue(attribute)) return value;
    if (Array.isArray(value)) return value.length === 0 ? null : value.length === 1 ? read(value[0]) : value;
    return read(value);
  },
  filter: "lenientComplex",
};

function hasValue(attribute: AttributeDefinition): boolean {
  const subs = attribute.subAttributes ?? [];
  return attribute.type === "complex" && !attribute.multiValued && subs.some((sub) => sub.name === "value");
}

function read(value: unknown): unknown {
  if (value === "") return null;
  if (typeof value === "string") return { value };
  const cleared =
    isObject(value) && Object.hasOwn(value, "value") && (value.value === "" || value.value === null);
  return cleared ? null : value;
}
