import { conflict, excerpt, invalidValue, ScimError } from "../../message/error.ts";
import { patchOpUrn } from "../../patch/operation.ts";
import type { JsonObject } from "../../resource/json.ts";
import type { ScimObject, ScimValue } from "../../schema/definition.ts";
import type { Exchange } from "../exchange.ts";
import type { ProviderContext, ScimResponse } from "../request.ts";
import { respond } from "../respond.ts";
import type { BulkOperation, BulkResult } from "./operation.ts";
import { type Circle, orderOperations } from "./order-operations.ts";
import { readBulkRequest } from "./read-bulk-request.ts";
import { resolveData, resolvePath, splitPending } from "./references.ts";
import { failed, type Job, runOperation, type Serve } from "./run-operation.ts";

/** RFC 7644 §3.7: the URN in the `schemas` of the answer to a bulk job. */
export const bulkResponseUrn = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

type BulkJob = Job & {
  /** The bulkIds of all creations, and the ids of those that were made. */
  readonly creations: ReadonlySet<string>;
  readonly ids: Map<string, string>;
  readonly results: Map<BulkOperation, BulkResult>;
};

/**
 * RFC 7644 §3.7: POST to `/Bulk`. Each operation is a write of its own: it succeeds or fails alone, and the answer
 * is 200 with one result each, in the order of the request. After `failOnErrors` failures the rest is not run.
 */
export async function bulk(exchange: Exchange, serve: Serve): Promise<ScimResponse> {
  const { operations, failOnErrors } = readBulkRequest(exchange);
  const creations = operations.flatMap(({ method, bulkId }) =>
    method === "POST" && bulkId !== undefined ? [bulkId] : [],
  );
  const job: BulkJob = {
    exchange,
    serve,
    acted: new Set(),
    skipped: [],
    broken: false,
    creations: new Set(creations),
    ids: new Map(),
    results: new Map(),
  };
  for (const circle of orderOperations(operations)) {
    await (circle.closed ? runCircle(job, circle) : runSingly(job, circle));
    const failures = [...job.results.values()].filter(({ status }) => status >= 400).length;
    if (failures >= failOnErrors || job.broken) break;
  }
  return bulkResponse(job, operations);
}

function bulkResponse(job: BulkJob, operations: readonly BulkOperation[]): ScimResponse {
  const results = operations.flatMap((operation) => {
    const result = job.results.get(operation);
    return result === undefined ? [] : [representResult(operation, result)];
  });
  const body = { schemas: [bulkResponseUrn], Operations: results };
  const response = respond(job.exchange.interop, 200, body, { skipped: job.skipped });
  return { ...response, acted: [...job.acted], operations: results.length };
}

/** RFC 7644 §3.7.3, with erratum 7916: `status` is a string, and `response` holds the Error of what failed. */
function representResult({ method, bulkId }: BulkOperation, result: BulkResult): ScimObject {
  const { status, location, version, error } = result;
  return {
    ...(location === undefined ? {} : { location }),
    method,
    ...(bulkId === undefined ? {} : { bulkId }),
    ...(version === undefined ? {} : { version }),
    status: String(status),
    ...(error === undefined ? {} : { response: error as ScimValue }),
  };
}

async function runSingly(job: BulkJob, { operations }: Circle): Promise<void> {
  for (const operation of operations) {
    const result = await runResolved(job, operation);
    job.results.set(operation, result);
    remember(job, operation, result);
  }
}

async function runResolved(job: BulkJob, operation: BulkOperation): Promise<BulkResult> {
  const { context } = job.exchange;
  try {
    if (operation.refusal !== undefined) throw operation.refusal;
    const find = (bulkId: string) => idOf(job, bulkId);
    const { data, path, ...rest } = operation;
    return await runOperation(job, {
      ...rest,
      path: resolvePath(path, find),
      ...(data === undefined ? {} : { data: resolveData(data, find) }),
    });
  } catch (error) {
    if (error instanceof ScimError) return failed(context, operation, error);
    throw error;
  }
}

/** The id that a bulkId stands for. RFC 7644 §3.7.2: 409 for what depends on a creation that failed. */
function idOf({ ids, creations }: BulkJob, bulkId: string): string {
  const id = ids.get(bulkId);
  if (id !== undefined) return id;
  if (creations.has(bulkId)) throw conflict(`The POST with the bulkId ${excerpt(bulkId)} failed.`);
  throw invalidValue(`No POST of this bulk request has the bulkId ${excerpt(bulkId)}.`);
}

function remember(job: BulkJob, { method, bulkId }: BulkOperation, { status, location }: BulkResult): void {
  if (method !== "POST" || bulkId === undefined || status >= 300 || location === undefined) return;
  job.ids.set(bulkId, decodeURIComponent(location.slice(location.lastIndexOf("/") + 1)));
}

/**
 * RFC 7644 §3.7.1: creations that refer to one another in a circle. Each is first made without the references that
 * have no id yet, then given them. A circle is made whole or not at all: when one member fails, those already made
 * are deleted again and the others answer 409, so that the client can send the job once more.
 */
async function runCircle(job: BulkJob, { operations }: Circle): Promise<void> {
  const pending = new Set(operations.flatMap(({ bulkId }) => bulkId ?? []));
  const incomplete: (readonly [BulkOperation, JsonObject])[] = [];
  for (const operation of operations) {
    const { now, later } = splitPending(operation.data ?? {}, pending);
    const result = await runResolved(job, { ...operation, data: now });
    if (result.status >= 300) return undoCircle(job, operations, operation, result);
    job.results.set(operation, result);
    remember(job, operation, result);
    pending.delete(operation.bulkId ?? "");
    if (Object.keys(later).length > 0) incomplete.push([operation, later]);
  }
  for (const [operation, later] of incomplete) {
    const completed = await complete(job, operation, later);
    if (completed.status >= 300) return undoCircle(job, operations, operation, completed);
    const { version } = completed;
    const result = job.results.get(operation) ?? completed;
    job.results.set(operation, { ...result, ...(version === undefined ? {} : { version }) });
  }
}

/** The second half of a creation: what {@link splitPending} held back, added by a PATCH (RFC 7644 §3.5.2.1). */
async function complete(job: BulkJob, operation: BulkOperation, later: JsonObject): Promise<BulkResult> {
  const value = resolveData(later, (bulkId) => idOf(job, bulkId));
  return runOperation(
    job,
    {
      method: "PATCH",
      path: pathOfCreated(job, operation),
      data: { schemas: [patchOpUrn], Operations: [{ op: "add", value }] },
    },
    unrestricted(job),
  );
}

async function undoCircle(
  job: BulkJob,
  operations: readonly BulkOperation[],
  culprit: BulkOperation,
  { status, error }: BulkResult,
): Promise<void> {
  const name = excerpt(culprit.bulkId ?? "");
  const detail = `Not created: it refers, in a circle, to the POST with the bulkId ${name}, which failed.`;
  for (const operation of operations.toReversed()) {
    const { bulkId = "" } = operation;
    if (job.ids.has(bulkId)) {
      const path = pathOfCreated(job, operation);
      await runOperation(job, { method: "DELETE", path }, unrestricted(job));
      job.ids.delete(bulkId);
    }
    job.results.set(operation, failed(job.exchange.context, operation, conflict(detail)));
  }
  job.results.set(culprit, { status, error });
}

function pathOfCreated({ ids }: BulkJob, { path, bulkId = "" }: BulkOperation): string {
  return `${path}/${encodeURIComponent(ids.get(bulkId) ?? "")}`;
}

/** The steps of a creation need the permission to create, and no other. */
function unrestricted({ exchange }: BulkJob): ProviderContext {
  const { allows: _, ...context } = exchange.context;
  return context;
}
