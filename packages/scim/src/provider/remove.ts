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
  // Without If-Match there is nothing to read first: the write itself knows whether the resource is there.
  const read = async () => (request.headers["if-match"] === undefined ? undefined : find(exchange));
  await writing(await read(), read, async (base) => {
    const ifVersion = base === undefined ? undefined : checkIfMatch(request, base);
    const outcome = await context.repository.write({
      kind: "delete",
      resourceType: type.definition.name,
      id,
      ...(ifVersion === undefined ? {} : { ifVersion }),
    });
    return checkOutcome(outcome, type, id);
  });
  return respondEmpty(interop, 204);
}
