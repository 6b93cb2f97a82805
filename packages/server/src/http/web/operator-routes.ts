import { Hono } from "hono";
import { z } from "zod";
import { OPERATOR_SESSION_SECONDS, type OperatorSessions } from "../../access/operator-sessions.ts";
import { isoTime } from "../../kernel/clock.ts";
import { AppError } from "../../kernel/errors.ts";
import type { FailureLimit } from "../failure-limit.ts";
import { invalidParameters } from "../management/errors.ts";
import type { ManagementEnv } from "../management/management-env.ts";
import type { ReadOverview } from "./overview.ts";
import { operatorCookie } from "./session-cookie.ts";

const signInSchema = z.object({ api_key: z.string().min(1).max(500) });

export type OperatorRoutesDeps = {
  readonly operatorSessions: OperatorSessions;
  readonly failureLimit: FailureLimit;
  readonly readOverview: ReadOverview;
  readonly publicUrl: string;
};

/** Sign-in and what the dashboard needs beside the management API; below `/_`. */
export function createOperatorRoutes(deps: OperatorRoutesDeps): Hono<ManagementEnv> {
  const { operatorSessions: sessions, failureLimit, readOverview, publicUrl } = deps;
  const cookie = operatorCookie(publicUrl);
  const routes = new Hono<ManagementEnv>();
  const identify = async (request: Request) => {
    const secret = cookie.read(request);
    return secret === undefined ? undefined : sessions.identify(secret);
  };

  routes.post("/session", async (c) => {
    const input = signInSchema.safeParse(await c.req.json());
    if (!input.success) throw invalidParameters(input.error);
    const opened = await sessions.open(input.data.api_key);
    if (!opened) {
      const seconds = await failureLimit.failed(c.env?.clientAddress ?? "");
      const retry = seconds === undefined ? {} : { retryAfterSeconds: seconds };
      if (seconds !== undefined)
        throw new AppError("rate_limited", "Too many wrong API keys came from this address; wait.", retry);
      throw new AppError("unauthorized", "This API key is not valid. It starts with sk_.");
    }
    const { secret, ...session } = opened;
    c.header("Set-Cookie", cookie.set(secret, OPERATOR_SESSION_SECONDS));
    return c.json(sessionView(session), 201);
  });

  routes.get("/session", async (c) => {
    const session = await identify(c.req.raw);
    // 200 and null: being signed out is a state of the page and no failure.
    return c.json(session ? sessionView(session) : null);
  });

  routes.delete("/session", async (c) => {
    const secret = cookie.read(c.req.raw);
    if (secret !== undefined) await sessions.end(secret);
    c.header("Set-Cookie", cookie.clear());
    return c.body(null, 204);
  });

  routes.get("/overview", async (c) => {
    if (!(await identify(c.req.raw))) throw new AppError("unauthorized", "Sign in first.");
    return c.json(await readOverview());
  });

  return routes;
}

function sessionView({ caller, expiresAt }: NonNullable<Awaited<ReturnType<OperatorSessions["identify"]>>>) {
  return { key: { id: caller.id, name: caller.name }, expires_at: isoTime(expiresAt) };
}
