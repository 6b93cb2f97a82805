import type { Config, Secrets } from "../config/config.ts";
import { type Fetch, type ListeningServer, listen } from "../http/listen.ts";
import { createMetricsEndpoint, type MetricsText } from "../http/metrics.ts";
import { type Clock, systemClock } from "../kernel/clock.ts";
import type { Logger } from "../kernel/logger.ts";
import { createLogger } from "../telemetry/logger.ts";
import { createRollcall } from "./create-rollcall.ts";

export type RunningServer = {
  readonly port: number;
  readonly publicUrl: string;
  /** The plaintext of the very first API key, on the start that made it. */
  readonly firstApiKey: string | undefined;
  /** Ends requests in flight, returns leases, closes the database. */
  close(): Promise<void>;
};

const STARTING_RETRY_SECONDS = "1";

/**
 * Takes the port first, so that a second server on it fails before it touches the database, then opens
 * everything and serves.
 */
export async function startServer(options: {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly logger?: Logger;
  readonly clock?: Clock;
}): Promise<RunningServer> {
  const { secrets, clock = systemClock } = options;
  let fetch: Fetch = starting;
  const http = await listen((request, address) => fetch(request, address), options.config);
  try {
    const config = withPort(options.config, http.port);
    const logger = options.logger ?? createLogger(config.logLevel);
    const rollcall = await createRollcall({ config, secrets, logger, clock });
    fetch = rollcall.fetch;
    const scraped = await listenForMetrics(rollcall.metrics, config);
    return {
      port: http.port,
      publicUrl: config.publicUrl,
      firstApiKey: rollcall.firstApiKey,
      async close() {
        rollcall.drain();
        await Promise.all([http.close(), scraped?.close()]);
        await rollcall.close();
      },
    };
  } catch (error) {
    await http.close(0);
    throw error;
  }
}

/** A port of its own needs no key, so that it must not be reachable from outside. */
async function listenForMetrics(metrics: MetricsText, config: Config): Promise<ListeningServer | undefined> {
  if (config.metricsPort === undefined) return undefined;
  return listen(createMetricsEndpoint(metrics), { ...config, port: config.metricsPort });
}

/** Port 0 asks the system for a free one; the address that was not given follows it. */
function withPort(config: Config, port: number): Config {
  const publicUrl =
    config.port === 0 ? config.publicUrl.replace(/^(http:\/\/localhost):0$/, `$1:${port}`) : config.publicUrl;
  return { ...config, port, publicUrl };
}

async function starting(): Promise<Response> {
  const message = "The server is starting; try again in a second.";
  const headers = { "Content-Type": "application/json", "Retry-After": STARTING_RETRY_SECONDS };
  return new Response(JSON.stringify({ status: "503", detail: message, message }), { status: 503, headers });
}
