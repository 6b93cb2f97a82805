import type { OperatorSessions } from "../../access/operator-sessions.ts";
import type { IdentifyBrowser } from "../management/guards.ts";
import { requireSameOrigin } from "./same-origin.ts";
import { operatorCookie } from "./session-cookie.ts";

/** The dashboard's cookie as a way into the management API, for our own pages only. */
export function createOperatorBrowser(
  sessions: Pick<OperatorSessions, "identify">,
  publicUrl: string,
): IdentifyBrowser {
  const cookie = operatorCookie(publicUrl);
  return async (request) => {
    const secret = cookie.read(request);
    if (secret === undefined) return undefined;
    requireSameOrigin(request, publicUrl);
    return (await sessions.identify(secret))?.caller;
  };
}
