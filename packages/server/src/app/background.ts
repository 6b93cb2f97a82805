import type { Config } from "../config/config.ts";
import { startWorker } from "../jobs/worker.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Logger } from "../kernel/logger.ts";
import type { Sealer } from "../kernel/sealing.ts";
import type { Storage } from "../storage/storage.ts";
import { createDirectoryPurgeStore } from "../storage/stores/directory-purge-store.ts";
import { removeExpiredSessions } from "../storage/stores/expired-sessions.ts";
import { createWebhookStore } from "../storage/stores/webhook-store.ts";
import { WebhookDispatcher } from "../webhooks/dispatcher.ts";
import { createEgressClient } from "../webhooks/egress.ts";
import type { Domain } from "./domain.ts";

/** Rows of a deleted directory that one step removes: a write of its size, between the requests'. */
const PURGE_ROWS = 500;

/** How much of the request log is kept, and how much of it one step removes. */
const REQUEST_DAYS = 30;
const REQUEST_RECORDS = 1_000_000;
const PRUNE_ROWS = 1_000;
const PRUNE_EVERY_MS = 600_000;
const DAY_MS = 86_400_000;

/** What goes on without a request: deliveries, removals, and the times of last use. */
export function startBackground(deps: {
  readonly config: Config;
  readonly domain: Domain;
  readonly storage: Storage;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly logger: Logger;
}): { readonly dispatcher: WebhookDispatcher; close(): Promise<void> } {
  const { config, domain, storage, sealer, clock, logger } = deps;
  const egress = createEgressClient({ allowPrivateTargets: config.webhookAllowPrivate });
  const dispatcher = new WebhookDispatcher({
    store: createWebhookStore(storage.engine),
    log: storage.log,
    sealer,
    egress,
    clock,
    logger,
  });
  dispatcher.start();
  const purges = createDirectoryPurgeStore(storage.engine);
  const worker = startWorker({
    tasks: [
      {
        name: "prune the request log",
        step: nowAndThen(clock, PRUNE_EVERY_MS, () => pruneRequests(domain, clock)),
      },
      { name: "remove deleted directories", step: () => purges.purge(PURGE_ROWS) },
      {
        name: "remove expired sessions",
        step: () => removeExpiredSessions(storage.engine, clock.now(), PURGE_ROWS),
      },
    ],
    logger,
  });

  return {
    dispatcher,
    async close() {
      await Promise.all([
        dispatcher.stop(),
        worker.close(),
        ...domain.usage.map((recorder) => recorder.close()),
        domain.requestLog.close(),
      ]);
      await egress.close();
    },
  };
}

function pruneRequests({ requests }: Domain, clock: Clock): Promise<boolean> {
  const olderThan = clock.now() - REQUEST_DAYS * DAY_MS;
  return requests.prune({ olderThan, keep: REQUEST_RECORDS, limit: PRUNE_ROWS });
}

/** Goes on while there is something to do, then looks again only after a while: for looks that are not cheap. */
function nowAndThen(clock: Clock, everyMs: number, step: () => Promise<boolean>): () => Promise<boolean> {
  let restUntil = 0;
  return async () => {
    if (clock.now() < restUntil) return false;
    const busy = await step();
    if (!busy) restUntil = clock.now() + everyMs;
    return busy;
  };
}
