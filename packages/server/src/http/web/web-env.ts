import type { Context } from "hono";
import type { Cause } from "../../events/event.ts";
import type { PortalScope } from "../../portal/portal-scope.ts";
import type { PortalSession } from "../../portal/portal-session.ts";
import type { ManagementEnv } from "../management/management-env.ts";

/** The web's JSON shares the management API's errors and reading of bodies, and so its variables. */
export type PortalEnv = {
  Bindings: ManagementEnv["Bindings"];
  Variables: ManagementEnv["Variables"] & { portal: PortalSession; scope: PortalScope };
};

export function portalCause(c: Context<PortalEnv>): Cause {
  const { id } = c.get("portal");
  return { source: "admin_portal", requestId: c.get("requestId"), actor: { id, name: "Admin portal" } };
}
