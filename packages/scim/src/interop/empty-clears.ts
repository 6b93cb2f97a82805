import type { Normalizer } from "./normalizer.ts";

/** Reads the empty string as unassigned: the attribute is cleared, never stored empty. */
export const emptyClears: Normalizer = {
  name: "empty-clears",
  source:
    "Entra's gallery validation and Okta's empty-value pushes send \"\" to clear; RFC 7643 section 2.5 unassigns by null and empty lists only.",
  value: (value, attribute) => (value === "" && !attribute.multiValued ? null : value),
};
