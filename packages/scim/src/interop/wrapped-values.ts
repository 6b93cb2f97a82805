import { isObject } from "../resource/json.ts";
import { nameKey } from "../schema/fold.ts";
import type { Normalizer } from "./normalizer.ts";

/** Unwraps `{"members": [...]}` given as the value of an operation whose path is `members` already. */
export const wrappedValues: Normalizer = {
  name: "wrapped-values",
  source:
    "Salesforce-style clients repeat the attribute inside the value of a remove; RFC 7644 section 3.5.2 has the value of the path itself.",
  operation: (operation, type) => {
    const { path, value } = operation;
    if (path === undefined || !isObject(value)) return undefined;
    const attribute = type.core.attributes.get(nameKey(path))?.definition;
    const [entry, ...others] = Object.entries(value);
    if (attribute?.multiValued !== true || entry === undefined || others.length > 0) return undefined;
    return nameKey(entry[0]) === nameKey(path) ? [{ ...operation, value: entry[1] }] : undefined;
  },
};
