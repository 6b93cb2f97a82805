import {
  excerpt,
  invalidValue,
  notFound,
  preconditionFailed,
  ScimError,
  uniqueness,
} from "../message/error.ts";
import type { CompiledType } from "../schema/resolve.ts";
import type { WriteOutcome } from "./repository.ts";

/** What a write gave back when it was applied. */
export type Written = Extract<WriteOutcome, { kind: "written" }>;

const attempts = 5;

/**
 * Runs a plan (read, compute, write) until it was not overtaken by another write. A client that named a version
 * (RFC 7644 §3.14) is told at once; another one only when the resource never comes to rest.
 */
export async function writing<Result>(
  plan: () => Promise<Result | "stale">,
  conditional: boolean,
): Promise<Result> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const result = await plan();
    if (result !== "stale") return result;
    if (conditional)
      throw preconditionFailed("The resource was changed by another request at the same time.");
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
