import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { z } from "zod";
import { isoTime } from "../../kernel/clock.ts";
import { AppError } from "../../kernel/errors.ts";
import type { OpenPortalScope } from "../../portal/portal-scope.ts";
import type { PortalSession } from "../../portal/portal-session.ts";
import { PORTAL_SESSION_SECONDS, type PortalSessions } from "../../portal/portal-sessions.ts";
import { directoryView } from "../management/directory-schema.ts";
import { tokenView } from "../management/directory-tokens.ts";
import { invalidParameters } from "../management/errors.ts";
import { listOf, pageParameters, pageQuery } from "../management/list.ts";
import type { Installation } from "./overview.ts";
import { portalCookie } from "./session-cookie.ts";
import { type PortalEnv, portalCause } from "./web-env.ts";

export type PortalRoutesDeps = {
  readonly portalSessions: PortalSessions;
  readonly openPortalScope: OpenPortalScope;
  readonly installation: Pick<Installation, "publicUrl" | "publicUrlProblems">;
};

const openSchema = z.object({ token: z.string().min(1).max(500) });
const directorySchema = z.object({ name: z.string().trim().min(1).max(255), type: z.string() });
/** Users and groups are objects of the API already. */
const same = <Item>(item: Item) => item;
const pageSchema = z.object(pageParameters("desc", ""));

/** What an IT admin's browser may ask; below `/_/portal`. Everything but opening a link needs the session. */
export function createPortalRoutes(deps: PortalRoutesDeps): Hono<PortalEnv> {
  const cookie = portalCookie(deps.installation.publicUrl);
  const routes = new Hono<PortalEnv>();
  registerSession(routes, deps);

  routes.use(
    createMiddleware<PortalEnv>(async (c, next) => {
      const secret = cookie.read(c.req.raw);
      const session = secret === undefined ? undefined : await deps.portalSessions.identify(secret);
      if (!session) throw new AppError("unauthorized", "This session has ended; ask for a new link.");
      c.set("portal", session);
      c.set("scope", deps.openPortalScope(session));
      await next();
    }),
  );
  registerDirectories(routes, deps.installation.publicUrl);
  registerTokens(routes);
  routes.get("/directories/:id/users", async (c) => {
    const query = checked(pageSchema, c.req.query());
    return c.json(listOf(await c.get("scope").users(c.req.param("id"), pageQuery(query)), same));
  });
  routes.get("/directories/:id/groups", async (c) => {
    const query = checked(pageSchema, c.req.query());
    return c.json(listOf(await c.get("scope").groups(c.req.param("id"), pageQuery(query)), same));
  });
  return routes;
}

/** Opening is a POST on purpose: mail scanners follow every link, and would use it up with a GET. */
function registerSession(routes: Hono<PortalEnv>, deps: PortalRoutesDeps): void {
  const { portalSessions, installation } = deps;
  const cookie = portalCookie(installation.publicUrl);
  const view = (session: PortalSession) => ({
    organization: { id: session.organizationId, name: session.organizationName },
    return_url: session.returnUrl,
    success_url: session.successUrl,
    expires_at: isoTime(session.expiresAt),
    public_url: installation.publicUrl,
    public_url_problems: installation.publicUrlProblems,
  });

  routes.post("/session", async (c) => {
    const { token } = await readJsonBody(c, openSchema);
    const { session, secret } = await portalSessions.open(token);
    c.header("Set-Cookie", cookie.set(secret, PORTAL_SESSION_SECONDS));
    return c.json(view(session), 201);
  });
  routes.get("/session", async (c) => {
    const secret = cookie.read(c.req.raw);
    const session = secret === undefined ? undefined : await portalSessions.identify(secret);
    return c.json(session ? view(session) : null);
  });
  routes.delete("/session", async (c) => {
    const secret = cookie.read(c.req.raw);
    if (secret !== undefined) await portalSessions.end(secret);
    c.header("Set-Cookie", cookie.clear());
    return c.body(null, 204);
  });
}

function registerDirectories(routes: Hono<PortalEnv>, publicUrl: string): void {
  routes.get("/directories", async (c) => {
    const directories = await c.get("scope").directories();
    return c.json({ data: directories.map((each) => directoryView(each, publicUrl)) });
  });
  routes.post("/directories", async (c) => {
    const input = await readJsonBody(c, directorySchema);
    return c.json(directoryView(await c.get("scope").createDirectory(input, portalCause(c)), publicUrl), 201);
  });
  routes.get("/directories/:id", async (c) =>
    c.json(directoryView(await c.get("scope").directory(c.req.param("id")), publicUrl)),
  );
}

function registerTokens(routes: Hono<PortalEnv>): void {
  routes.get("/directories/:id/tokens", async (c) => {
    const tokens = await c.get("scope").tokens(c.req.param("id"));
    return c.json({ data: tokens.map(tokenView) });
  });
  routes.post("/directories/:id/tokens", async (c) => {
    const { token, plaintext } = await c.get("scope").createToken(c.req.param("id"), portalCause(c));
    return c.json({ ...tokenView(token), token: plaintext }, 201);
  });
  routes.delete("/directories/:id/tokens/:tokenId", async (c) => {
    await c.get("scope").revokeToken(c.req.param("id"), c.req.param("tokenId"), portalCause(c));
    return c.body(null, 204);
  });
}

const readJsonBody = async <Schema extends z.ZodType>(c: Context<PortalEnv>, schema: Schema) =>
  checked(schema, await c.req.json());

function checked<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const result = schema.safeParse(input);
  if (!result.success) throw invalidParameters(result.error);
  return result.data;
}
