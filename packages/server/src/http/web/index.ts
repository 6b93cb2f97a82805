import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { AppError } from "../../kernel/errors.ts";
import type { Logger } from "../../kernel/logger.ts";
import { answerError } from "../management/errors.ts";
import { nameRequest, readJson, refuseNul } from "../management/guards.ts";
import type { ManagementEnv } from "../management/management-env.ts";
import { createOperatorRoutes, type OperatorRoutesDeps } from "./operator-routes.ts";
import { createPortalRoutes, type PortalRoutesDeps } from "./portal-routes.ts";
import { requireSameOrigin } from "./same-origin.ts";
import { commonHeaders } from "./security-headers.ts";
import { createWebFiles, type WebPage } from "./web-files.ts";

export type WebDeps = Omit<OperatorRoutesDeps, "publicUrl"> &
  PortalRoutesDeps & {
    /** The folder of the built web applications. */
    readonly folder: string;
    readonly logger: Logger;
  };

const PAGES: Readonly<Record<string, WebPage>> = { "/dashboard": "dashboard", "/setup": "portal" };

/** The dashboard, the admin portal, and their JSON below `/_`: `app.fetch(request, { clientAddress })`. */
export function createWebApp(deps: WebDeps): Hono<ManagementEnv> {
  const { logger, installation } = deps;
  const files = createWebFiles(deps.folder);
  const app = new Hono<ManagementEnv>();
  app.onError((error, c) => {
    for (const [name, value] of Object.entries(commonHeaders)) c.header(name, value);
    return answerError(error, c, logger);
  });
  app.use(nameRequest, refuseNul);

  for (const [path, page] of Object.entries(PAGES)) {
    app.on(["GET", "HEAD"], path, (c) => c.redirect(`${path}/${new URL(c.req.url).search}`, 308));
    // The application draws every address below its own, also the ones that it will say do not exist.
    app.on(["GET", "HEAD"], `${path}/*`, () => files.page(page));
  }
  app.get("/_/assets/:name", async (c) => {
    const { name } = c.req.param();
    return (await files.asset(name, c.req.header("accept-encoding") ?? "")) ?? nothingAt(c);
  });

  app.use("/_/*", neverStored, fromOurPages(installation.publicUrl), readJson);
  app.route("/_/portal", createPortalRoutes(deps) as unknown as Hono<ManagementEnv>);
  app.route("/_", createOperatorRoutes({ ...deps, publicUrl: installation.publicUrl }));
  app.notFound((c) => answerError(new AppError("entity_not_found", nothing(c)), c, logger));
  return app;
}

const neverStored = createMiddleware<ManagementEnv>(async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(commonHeaders)) c.header(name, value);
  c.header("Cache-Control", "no-store");
});

/** Without exception: signing in, too, must not be done to somebody by another site. */
const fromOurPages = (publicUrl: string) =>
  createMiddleware<ManagementEnv>(async (c, next) => {
    requireSameOrigin(c.req.raw, publicUrl);
    await next();
  });

const nothing = (c: Context) => `There is nothing at ${c.req.path}.`;

function nothingAt(c: Context): never {
  throw new AppError("entity_not_found", nothing(c));
}
