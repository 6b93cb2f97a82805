import { excerpt, invalidPath, invalidSyntax, payloadTooLarge } from "../message/error.ts";
import { checkJson, isObject, type JsonObject } from "../resource/json.ts";
import { nameOf } from "../resource/read-value.ts";
import { nameKey } from "../schema/fold.ts";
import type { CompiledType } from "../schema/resolve.ts";
import { type PatchOperation, patchOpUrn, type RawOperation } from "./operation.ts";
import type { PatchOptions } from "./options.ts";

/**
 * Reads the message of a PATCH (RFC 7644 §3.5.2): the PatchOp schema, and one operation or more, each an `add`,
 * `remove` or `replace`. What the operations mean is left to {@link applyPatch}.
 */
export function readPatchOp(
  body: unknown,
  type: CompiledType,
  options: PatchOptions = {},
): readonly PatchOperation[] {
  if (!isObject(body)) throw invalidSyntax(`The body must be a JSON object, not ${nameOf(body)}.`);
  checkJson(body);
  const message = options.dialect?.patchBody?.(body) ?? body;
  const schemas = find(message, "schemas");
  if (
    !Array.isArray(schemas) ||
    !schemas.some((urn) => typeof urn === "string" && nameKey(urn) === nameKey(patchOpUrn))
  ) {
    throw invalidSyntax(`The schemas of a PATCH must hold ${patchOpUrn}.`);
  }
  const operations = find(message, "operations");
  if (!Array.isArray(operations)) throw invalidSyntax("A PATCH needs Operations, a list.");
  if (operations.length === 0 && !options.dialect?.allows?.("emptyOperations")) {
    throw invalidSyntax("The Operations of a PATCH must hold one operation or more.");
  }
  const limit = options.limits?.patchOperations;
  if (limit !== undefined && operations.length > limit) {
    throw payloadTooLarge(
      `One PATCH may hold ${limit} operations at most; this one has ${operations.length}.`,
    );
  }
  return operations.flatMap((operation, index) =>
    readOperation(operation, `Operation ${index + 1}`, type, options),
  );
}

function readOperation(
  raw: unknown,
  label: string,
  type: CompiledType,
  options: PatchOptions,
): readonly PatchOperation[] {
  if (!isObject(raw)) throw invalidSyntax(`${label} must be an object, not ${nameOf(raw)}.`);
  const op = find(raw, "op");
  const path = find(raw, "path") ?? undefined;
  const value = find(raw, "value");
  if (typeof op !== "string") throw invalidSyntax(`${label} needs an op: add, remove or replace.`);
  if (path !== undefined && typeof path !== "string") throw invalidPath(`The path of ${label} must be text.`);
  const operation: RawOperation = {
    op,
    ...(path === undefined ? {} : { path }),
    ...(value === undefined ? {} : { value }),
  };
  const operations = options.dialect?.operation?.(operation, type) ?? [operation];
  return operations.map((one) => checkOp(one, label));
}

function checkOp(operation: RawOperation, label: string): PatchOperation {
  const { op } = operation;
  if (op === "add" || op === "remove" || op === "replace") return { ...operation, op };
  throw invalidSyntax(`The op of ${label} is ${excerpt(op)}; it must be add, remove or replace.`);
}

/** Attribute names are case insensitive in messages too (RFC 7643 §2.1). */
function find(object: JsonObject, key: string): unknown {
  return Object.entries(object).find(([name]) => nameKey(name) === key)?.[1];
}
