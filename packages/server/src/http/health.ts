import { Hono } from "hono";

export type HealthDeps = {
  /** Rejects when the database does not answer. */
  readonly checkStorage: () => Promise<unknown>;
  /** False from the moment that the process was asked to end: the load balancer then looks elsewhere. */
  readonly accepting: () => boolean;
};

/** A database that has not answered by then is as good as gone for the requests that wait behind this one. */
const PATIENCE_MS = 2_000;

/** `live`: the process runs its event loop. `ready`: a request sent now can be served. */
export function createHealthApp({ checkStorage, accepting }: HealthDeps): Hono {
  const app = new Hono();
  app.get("/health/live", (c) => c.json({ status: "ok" }));
  app.get("/health/ready", async (c) => {
    const reason = accepting() ? await storageProblem(checkStorage) : "shutting down";
    c.header("Cache-Control", "no-store");
    return reason === undefined
      ? c.json({ status: "ok" })
      : c.json({ status: "unavailable", message: reason }, 503);
  });
  return app;
}

/** Why the database does not serve; `undefined` when it does. */
export async function storageProblem(check: HealthDeps["checkStorage"]): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve("the database does not answer in time"), PATIENCE_MS);
  });
  const answer = Promise.resolve()
    .then(check)
    .then(
      () => undefined,
      () => "the database does not answer",
    );
  const reason = await Promise.race([answer, patience]);
  clearTimeout(timer);
  return reason;
}
