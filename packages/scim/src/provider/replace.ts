import { parseProjection } from "../projection/project.ts";
import { equal } from "../resource/equal.ts";
import type { ReadResource } from "../resource/read-resource.ts";
import { replaceAttributes } from "../resource/replace.ts";
import { requireRequired } from "../resource/require-required.ts";
import { answer } from "./answer.ts";
import { checkScope, type ResourceExchange } from "./exchange.ts";
import { find } from "./find.ts";
import { checkOutcome, type Written, writing } from "./outcome.ts";
import { checkIfMatch } from "./precondition.ts";
import { readInput, wholeRelation } from "./read-input.ts";
import type { StoredResource } from "./repository.ts";
import type { ScimResponse } from "./request.ts";

/** RFC 7644 §3.5.1: PUT of one resource. It never creates; an id that names nothing is 404 whatever the body. */
export async function replace(exchange: ResourceExchange): Promise<ScimResponse> {
  checkScope(exchange.context, "PUT", exchange.type);
  const projection = parseProjection(exchange.parameters, exchange.type);
  const base = await find(exchange);
  const input = readInput(exchange);
  const again = () => find(exchange);
  const written = await writing(base, again, (current) => replaceOnce(exchange, current, input));
  return answer(exchange, written.resource, projection, written.skipped);
}

async function replaceOnce(
  exchange: ResourceExchange,
  base: StoredResource,
  input: ReadResource,
): Promise<Written | "stale"> {
  const { context, type, id } = exchange;
  const ifVersion = checkIfMatch(exchange.request, base);
  const attributes = replaceAttributes(base.attributes, input.attributes, type);
  requireRequired(attributes, type);
  const relation = wholeRelation(input, exchange);
  const same = equal(attributes, base.attributes);
  // Nothing to write: no new version, no event (RFC 7643 §3.1 moves lastModified with a change only).
  if (same && relation === undefined) return { kind: "written", resource: base };
  const outcome = await context.repository.write({
    kind: "update",
    resourceType: type.definition.name,
    id,
    base,
    ...(same ? {} : { attributes }),
    ...(relation === undefined ? {} : { relation }),
    ...(ifVersion === undefined ? {} : { ifVersion }),
    ...(context.rejectUnknownReferences ? { rejectUnknownReferences: true } : {}),
  });
  return checkOutcome(outcome, type, id);
}
