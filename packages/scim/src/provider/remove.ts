import { checkScope, type ResourceExchange } from "./exchange.ts";
import { find } from "./find.ts";
import { checkOutcome, writing } from "./outcome.ts";
import { checkIfMatch } from "./precondition.ts";
import type { ScimResponse } from "./request.ts";
import { respondEmpty } from "./respond.ts";

/** RFC 7644 §3.6: DELETE of one resource. 204, and 404 from then on. */
export async function remove(exchange: ResourceExchange): Promise<ScimResponse> {
  const { context, interop, request, type, id } = exchange;
  checkScope(context, "DELETE", type);
  const conditional = request.headers["if-match"] !== undefined;
  await writing(async () => {
    const ifVersion = conditional ? checkIfMatch(request, await find(exchange)) : undefined;
    const outcome = await context.repository.write({
      kind: "delete",
      resourceType: type.definition.name,
      id,
      ...(ifVersion === undefined ? {} : { ifVersion }),
    });
    return checkOutcome(outcome, type, id);
  }, conditional);
  return respondEmpty(interop, 204);
}
