import type { Normalizer } from "./normalizer.ts";

/** Reads `Add`, `Replace` and `Remove` in any case. */
export const capitalOperations: Normalizer = {
  name: "capital-operations",
  source: "Entra capitalizes op; RFC 7644 section 3.5.2 has add, remove and replace.",
  operation: (operation) => {
    const op = operation.op.toLowerCase();
    return op === operation.op ? undefined : [{ ...operation, op }];
  },
};
