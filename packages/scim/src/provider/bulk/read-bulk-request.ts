import { invalidSyntax, invalidValue, payloadTooLarge, ScimError } from "../../message/error.ts";
import { patchOpUrn } from "../../patch/operation.ts";
import { checkJson, isObject, type JsonObject } from "../../resource/json.ts";
import { nameOf } from "../../resource/read-value.ts";
import { nameKey } from "../../schema/fold.ts";
import { readBody } from "../body.ts";
import type { Exchange } from "../exchange.ts";
import { byteLength } from "./byte-length.ts";
import type { BulkOperation } from "./operation.ts";

/** RFC 7644 §3.7: the URN in the `schemas` of a bulk job. */
export const bulkRequestUrn = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

/** A bulk job as read; `failOnErrors` is the number of failures at which it stops. */
export type BulkRequest = { readonly operations: readonly BulkOperation[]; readonly failOnErrors: number };

const methods = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/**
 * Reads the body of a POST to `/Bulk` (RFC 7644 §3.7). What is wrong with the job as a whole is thrown; what is
 * wrong with one operation is kept as its refusal, so that the others still run. Above a limit of §3.7.4 the answer
 * is 413 and names the limit.
 */
export function readBulkRequest({ request, limits }: Exchange): BulkRequest {
  const size = byteLength(request.body ?? "", limits.bulkPayload);
  if (size > limits.bulkPayload) {
    throw payloadTooLarge(`The bulk request is larger than maxPayloadSize (${limits.bulkPayload} bytes).`);
  }
  const members = byName(readBody(request));
  const schemas = members.get("schemas");
  if (!Array.isArray(schemas) || !schemas.includes(bulkRequestUrn)) {
    throw invalidSyntax(`The schemas of a bulk request must hold ${bulkRequestUrn}.`);
  }
  const listed = members.get("operations");
  if (!Array.isArray(listed)) {
    throw invalidSyntax(`Operations of a bulk request must be a list, not ${nameOf(listed)}.`);
  }
  if (listed.length > limits.bulkOperations) {
    throw payloadTooLarge(
      `The bulk request has ${listed.length} operations, more than maxOperations (${limits.bulkOperations}).`,
    );
  }
  const operations = refuseRepeated(listed.map(readOperation));
  return { operations, failOnErrors: readFailOnErrors(members.get("failonerrors")) };
}

/** 0 is what programs with integer defaults send for "not set"; nothing else below 1 makes sense. */
function readFailOnErrors(value: unknown): number {
  if (value === undefined || value === null || value === 0) return Number.POSITIVE_INFINITY;
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  throw invalidValue("failOnErrors must be a whole number above 0.");
}

function readOperation(raw: unknown, index: number): BulkOperation {
  if (!isObject(raw)) {
    throw invalidSyntax(`Each of the Operations must be an object, not ${nameOf(raw)}.`);
  }
  const members = byName(raw);
  const text = (name: string): string => {
    const value = members.get(name.toLowerCase());
    return typeof value === "string" ? value.toWellFormed() : "";
  };
  const data = readData(members.get("data"), text("method"));
  const operation: BulkOperation = {
    index,
    method: text("method").toUpperCase(),
    path: text("path"),
    ...(text("bulkId") === "" ? {} : { bulkId: text("bulkId") }),
    ...(text("version") === "" ? {} : { version: text("version") }),
    ...(data === undefined ? {} : { data }),
  };
  const refusal = refusalOf(operation, members.get("data"));
  return refusal === undefined ? operation : { ...operation, refusal };
}

/** A DELETE has none. The RFC's own PATCH sample has the operations without their message; erratum 5050 corrects it, clients copied it. */
function readData(data: unknown, method: string): JsonObject | undefined {
  if (method.toUpperCase() === "DELETE") return undefined;
  if (isObject(data)) return data;
  if (method.toUpperCase() !== "PATCH" || !Array.isArray(data)) return undefined;
  return { schemas: [patchOpUrn], Operations: data };
}

function refusalOf({ method, path, bulkId, data }: BulkOperation, raw: unknown): ScimError | undefined {
  if (!methods.has(method)) {
    return invalidSyntax("The method of a bulk operation must be POST, PUT, PATCH or DELETE.");
  }
  if (path === "") return invalidSyntax("A bulk operation needs a path, such as /Users.");
  if (method === "POST" && bulkId === undefined)
    return invalidValue("A POST in a bulk request needs a bulkId.");
  if (method === "DELETE") return undefined;
  if (data === undefined) {
    return invalidSyntax(`The data of a ${method} in a bulk request must be an object, not ${nameOf(raw)}.`);
  }
  // Before anything walks it: a body nested without end would exhaust the stack.
  return refusalBy(() => checkJson(data));
}

function refusalBy(check: () => void): ScimError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
}

/** Which of two creations a repeated bulkId means cannot be known, so that neither is run (RFC 7644 §3.7). */
function refuseRepeated(operations: readonly BulkOperation[]): readonly BulkOperation[] {
  const counts = new Map<string, number>();
  for (const { method, bulkId } of operations) {
    if (method === "POST" && bulkId !== undefined) counts.set(bulkId, (counts.get(bulkId) ?? 0) + 1);
  }
  return operations.map((operation) => {
    const { method, bulkId, refusal } = operation;
    if (method !== "POST" || bulkId === undefined || refusal !== undefined) return operation;
    if ((counts.get(bulkId) ?? 0) < 2) return operation;
    return {
      ...operation,
      refusal: invalidValue("Several POSTs of this bulk request have the same bulkId."),
    };
  });
}

/** Members by lower-cased name (RFC 7643 §2.1). */
function byName(object: JsonObject): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(object).map(([name, value]) => [nameKey(name), value]));
}
