import { parseProjection } from "../projection/project.ts";
import { requireRequired } from "../resource/require-required.ts";
import { checkScope, type TypeExchange } from "./exchange.ts";
import { checkOutcome, writing } from "./outcome.ts";
import { etagOf } from "./precondition.ts";
import { readInput, wholeRelation } from "./read-input.ts";
import { locationOf, represent } from "./represent.ts";
import type { ScimResponse } from "./request.ts";
import { respond } from "./respond.ts";

/** RFC 7644 §3.3: POST to a type's endpoint. 201 with `Location` and the whole resource. */
export async function create(exchange: TypeExchange): Promise<ScimResponse> {
  const { context, interop, type } = exchange;
  checkScope(context, "POST", type);
  const projection = parseProjection(exchange.parameters, type);
  const input = readInput(exchange);
  requireRequired(input.attributes, type);
  const relation = wholeRelation(input, exchange);
  const written = await writing(
    undefined,
    async () => undefined,
    async () => {
      const outcome = await context.repository.write({
        kind: "create",
        resourceType: type.definition.name,
        attributes: input.attributes,
        ...(relation === undefined ? {} : { relation }),
        ...(context.rejectUnknownReferences ? { rejectUnknownReferences: true } : {}),
      });
      return checkOutcome(outcome, type, "");
    },
  );
  const [body] = await represent([written.resource], type, projection, context);
  const location = locationOf(context.baseUrl, type, written.resource.id);
  return respond(interop, 201, body, {
    headers: { Location: location, "Content-Location": location, ETag: etagOf(written.resource) },
    skipped: written.skipped ?? [],
  });
}
