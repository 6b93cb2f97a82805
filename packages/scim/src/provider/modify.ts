import { applyPatch } from "../patch/apply-patch.ts";
import type { PatchOperation } from "../patch/operation.ts";
import { readPatchOp } from "../patch/read-patch-op.ts";
import { parseProjection } from "../projection/project.ts";
import { answer, answerEmpty } from "./answer.ts";
import { readBody } from "./body.ts";
import { checkScope, type ResourceExchange } from "./exchange.ts";
import { find } from "./find.ts";
import { checkOutcome, type Written, writing } from "./outcome.ts";
import { checkIfMatch } from "./precondition.ts";
import type { StoredResource } from "./repository.ts";
import type { ScimResponse } from "./request.ts";

/**
 * RFC 7644 §3.5.2: PATCH of one resource. An id that names nothing is 404 whatever the body. The answer is 200
 * with the resource; for a type with a set relation 204, for a group with all its members is a costly answer to
 * the adding of one, unless the client asks for attributes.
 */
export async function modify(exchange: ResourceExchange): Promise<ScimResponse> {
  const { context, interop, limits, parameters, type, id } = exchange;
  checkScope(context, "PATCH", type);
  const projection = parseProjection(parameters, type);
  const base = await find(exchange);
  const operations = readPatchOp(readBody(exchange.request), type, { dialect: interop, limits, id });
  const again = () => find(exchange);
  const written = await writing(base, again, (current) => modifyOnce(exchange, current, operations));
  const hasSet = Object.values(type.definition.relations).includes("set");
  if (hasSet && projection.only === undefined)
    return answerEmpty(exchange, written.resource, written.skipped);
  return answer(exchange, written.resource, projection, written.skipped);
}

async function modifyOnce(
  exchange: ResourceExchange,
  base: StoredResource,
  operations: readonly PatchOperation[],
): Promise<Written | "stale"> {
  const { context, interop, limits, type, id } = exchange;
  const ifVersion = checkIfMatch(exchange.request, base);
  const { attributes, relation, changed } = applyPatch(base.attributes, operations, type, {
    dialect: interop,
    limits,
    id,
  });
  if (!changed) return { kind: "written", resource: base };
  const outcome = await context.repository.write({
    kind: "update",
    resourceType: type.definition.name,
    id,
    base,
    ...(attributes === base.attributes ? {} : { attributes }),
    ...(relation === undefined ? {} : { relation }),
    ...(ifVersion === undefined ? {} : { ifVersion }),
    ...(context.rejectUnknownReferences ? { rejectUnknownReferences: true } : {}),
  });
  return checkOutcome(outcome, type, id);
}
