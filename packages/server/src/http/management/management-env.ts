import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { ApiKeyIdentity } from "../../access/api-key.ts";
import type { Cause } from "../../events/event.ts";

export type ManagementEnv = {
  Bindings: { readonly clientAddress: string };
  Variables: { requestId: string; caller: ApiKeyIdentity; source: "api" | "dashboard" };
};

export type ManagementApp = OpenAPIHono<ManagementEnv>;

/** What the log keeps about a change that this request makes. */
export function causeOf(c: Context<ManagementEnv>): Cause {
  return { source: c.get("source"), requestId: c.get("requestId"), actor: c.get("caller") };
}
