import { isObject } from "../resource/json.ts";
import type { Normalizer } from "./normalizer.ts";

/** Reads one object as a list of one where the schema has a list, and the empty string as no list. */
export const singleAsList: Normalizer = {
  name: "single-as-list",
  source: "OneLogin's older template writes emails as one object; RFC 7643 section 2.4 has a list.",
  value: (value, attribute) => {
    if (!attribute.multiValued || attribute.type !== "complex" || !isObject(value)) return value;
    return [value];
  },
};
