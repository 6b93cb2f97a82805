import type { Fetch } from "../http/listen.ts";
import type { Metrics, Surface } from "../telemetry/metrics.ts";

export type Surfaces = Readonly<Record<Surface, Fetch>>;

/** Which surface a path belongs to. The management API owns the rest of the root: SDKs cannot be given a path. */
function surfaceOf(pathname: string): Surface {
  if (/^\/+scim(\/|$)/i.test(pathname)) return "scim";
  if (pathname.startsWith("/health/")) return "health";
  if (/^\/(dashboard|setup|_)(\/|$)/.test(pathname)) return "web";
  return pathname === "/metrics" ? "metrics" : "management";
}

/** Sends each request to its surface and measures how it was answered. */
export function createRoutes(surfaces: Surfaces, metrics: Metrics): Fetch {
  return async (request, clientAddress) => {
    const start = performance.now();
    const surface = surfaceOf(new URL(request.url).pathname);
    const response = await surfaces[surface](request, clientAddress);
    metrics.requestServed(surface, request.method, response.status, (performance.now() - start) / 1000);
    return response;
  };
}
