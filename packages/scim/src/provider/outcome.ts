import { excerpt, invalidValue, notFound, ScimError, uniqueness } from "../message/error.ts";
import type { CompiledType } from "../schema/resolve.ts";
import type { WriteOutcome } from "./repository.ts";

/** What a write gave back when it was applied. */
export type Written = Extract<WriteOutcome, { kind: "written" }>;

/** Writers of one resource in lockstep need as many turns as there are of them; beyond this it is an overload. */
const attempts = 20;

/**
 * Runs a plan (compute and write from what was read) until no other write comes between its reading and its writing. A plan that
 * carries If-Match finds out by itself, at the next reading, that the version is gone (RFC 7644 §3.14).
 */
export async function writing<Base, Result>(
  first: Base,
  readAgain: () => Promise<Base>,
  plan: (base: Base) => Promise<Result | "stale">,
): Promise<Result> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const result = await plan(attempt === 0 ? first : await readAgain());
    if (result !== "stale") return result;
  }
  throw new ScimError(503, undefined, "The resource is being changed by many requests at once. Try again.");
}

/** The answer to every outcome but success (RFC 7644 §3.12); `stale` is the caller's to retry. */
export function checkOutcome(outcome: WriteOutcome, type: CompiledType, id: string): Written | "stale" {
  switch (outcome.kind) {
    case "written":
      return outcome;
    case "stale":
      return "stale";
    case "notFound":
      throw noSuchResource(type, id);
    case "conflict":
      throw uniqueness(
        `Another ${type.definition.name} already has the ${outcome.attribute} ${excerpt(outcome.value)}.`,
      );
    case "unknownReference":
      throw invalidValue(
        `There is no resource with the id ${outcome.ids.slice(0, 10).map(excerpt).join(", ")}.`,
      );
  }
}

/** RFC 7644 §3.12 Table 8; the id is the `id` of the resource and nothing else (erratum 8367). */
export function noSuchResource(type: CompiledType, id: string): ScimError {
  return notFound(`There is no ${type.definition.name} with the id ${excerpt(id)}.`);
}
