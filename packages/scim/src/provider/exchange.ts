import type { Interop } from "../interop/session.ts";
import { insufficientScope } from "../message/error.ts";
import type { CompiledType } from "../schema/resolve.ts";
import type { Parameters } from "./parameters.ts";
import type { Limits, ProviderContext, ScimRequest } from "./request.ts";

/** One request on its way through an operation's steps. */
export type Exchange = {
  readonly request: ScimRequest;
  readonly context: ProviderContext;
  readonly limits: Limits;
  readonly parameters: Parameters;
  readonly interop: Interop;
};

/** An exchange at the endpoint of one resource type. */
export type TypeExchange = Exchange & { readonly type: CompiledType };

/** An exchange at the URL of one resource. */
export type ResourceExchange = TypeExchange & { readonly id: string };

/** RFC 7644 §2: the token's scopes decide; a missing one is 403, whatever the resource. */
export function checkScope(context: ProviderContext, method: string, type: CompiledType): void {
  if (context.allows?.(method, type.definition.name) ?? true) return;
  throw insufficientScope(`This token does not permit ${method} on ${type.definition.endpoint}.`);
}
