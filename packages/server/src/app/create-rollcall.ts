import type { Config, Secrets } from "../config/config.ts";
import { loadSecretKeys } from "../config/secret-key.ts";
import { resourceTypes } from "../directory/resource-types.ts";
import { createScimRepository } from "../directory/scim-repository.ts";
import { createFailureLimit } from "../http/failure-limit.ts";
import { createHealthApp, storageProblem } from "../http/health.ts";
import type { Fetch } from "../http/listen.ts";
import { createManagementApp } from "../http/management/index.ts";
import { createMetricsEndpoint, type MetricsText } from "../http/metrics.ts";
import { createDirectoryLimits } from "../http/scim/directory-limits.ts";
import { createScimCursors } from "../http/scim/scim-cursors.ts";
import { createScimEndpoint } from "../http/scim/scim-endpoint.ts";
import { createWebApp } from "../http/web/index.ts";
import { createOperatorBrowser } from "../http/web/operator-browser.ts";
import { createOverview } from "../http/web/overview.ts";
import { type Clock, systemClock } from "../kernel/clock.ts";
import type { Logger } from "../kernel/logger.ts";
import { createSealer } from "../kernel/sealing.ts";
import { openStorage } from "../storage/storage.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { startBackground } from "./background.ts";
import { createDomain } from "./domain.ts";
import { describeInstallation, WEB_FOLDER } from "./installation.ts";
import { createRoutes } from "./routes.ts";
import { watchDeliveries } from "./watch-deliveries.ts";

/** The whole product as a fetch handler, with what runs behind it. */
export type Rollcall = {
  /** Serves every route; the address is the client's, for limits on failed authentication. */
  readonly fetch: Fetch;
  /** For a port of their own; `fetch` serves them to who has an API key. */
  readonly metrics: MetricsText;
  /** The plaintext of the very first API key, on the start that made it. */
  readonly firstApiKey: string | undefined;
  /** Not ready from here on: load balancers look elsewhere while requests in flight end. */
  drain(): void;
  /** Lets deliveries in flight end, returns leases, closes the database. */
  close(): Promise<void>;
};

export type RollcallOptions = {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly clock?: Clock;
};

/** The composition root: opens the database, wires every room, starts what runs in the background. */
export async function createRollcall(options: RollcallOptions): Promise<Rollcall> {
  const { config, secrets, logger, clock = systemClock } = options;
  const secretKeys = loadSecretKeys(config, secrets);
  const sealer = createSealer(secretKeys, "webhook-secrets");
  const storage = await openStorage({ url: config.databaseUrl, types: resourceTypes, logger });
  try {
    const domain = await createDomain({ config, secrets, storage, sealer, clock, logger });
    const background = startBackground({ config, domain, storage, sealer, clock, logger });
    const metrics = createMetrics();
    watchDeliveries(metrics, background.dispatcher, clock);
    const failureLimit = createFailureLimit({ enabled: config.rateLimit });
    let accepting = true;

    const scim = createScimEndpoint({
      authenticate: domain.authenticator.authenticate,
      failureLimit,
      openRepository: ({ directory, scope, cause, types }) =>
        createScimRepository({ directory, store: storage.resources(scope, types), cause, clock }),
      typesOf: domain.customSchemas.typesOf,
      limits: createDirectoryLimits({ enabled: config.rateLimit }),
      cursors: createScimCursors(secretKeys, clock),
      publicUrl: config.publicUrl,
      record: domain.requestLog.record,
      logger,
    });
    const health = createHealthApp({ checkStorage: storage.check, accepting: () => accepting });
    const management = createManagementApp({
      ...domain,
      failureLimit,
      events: storage.log,
      identifyBrowser: createOperatorBrowser(domain.operatorSessions, config.publicUrl),
      publicUrl: config.publicUrl,
      logger,
    });
    const installation = describeInstallation(config, storage);
    const web = createWebApp({
      ...domain,
      failureLimit,
      installation,
      readOverview: createOverview({
        installation,
        readCounts: domain.readCounts,
        deliveryStats: () => background.dispatcher.stats(),
        notReady: () => storageProblem(storage.check),
      }),
      folder: WEB_FOLDER,
      logger,
    });

    return {
      fetch: createRoutes(
        {
          scim,
          health: async (request) => health.fetch(request),
          metrics: createMetricsEndpoint(metrics, domain.apiKeys),
          management: async (request, clientAddress) => management.fetch(request, { clientAddress }),
          web: async (request, clientAddress) => web.fetch(request, { clientAddress }),
        },
        metrics,
      ),
      metrics,
      firstApiKey: secrets.apiKey === undefined ? await domain.apiKeys.createFirst() : undefined,
      drain() {
        accepting = false;
      },
      async close() {
        accepting = false;
        await background.close();
        await storage.close();
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}
