import type { Config, Secrets } from "../config/config.ts";
import { type Fetch, type ListeningServer, type ListenOptions, listen } from "../http/listen.ts";
import { createMetricsEndpoint, type MetricsText } from "../http/metrics.ts";
import { type Clock, systemClock } from "../kernel/clock.ts";
import type { Logger } from "../kernel/logger.ts";
import { createLogger } from "../telemetry/logger.ts";
import { createRollcall } from "./create-rollcall.ts";
import { listenProblem } from "./listen-problem.ts";

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
  const logger = options.logger ?? createLogger(options.config.logLevel);
  let fetch: Fetch = starting;
  const http = await open((request, address) => fetch(request, address), options.config, logger);
  const opened: { close(): Promise<void> }[] = [];
  try {
    const config = withPort(options.config, http.port);
    const rollcall = await createRollcall({ config, secrets, logger, clock });
    opened.push(rollcall);
    fetch = rollcall.fetch;
    const scraped = await listenForMetrics(rollcall.metrics, config, logger);
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
    for (const each of opened) await each.close();
    throw error;
  }
}

/** A port of its own needs no key, so that it must not be reachable from outside. */
async function listenForMetrics(
  metrics: MetricsText,
  config: Config,
  logger: Logger,
): Promise<ListeningServer | undefined> {
  if (config.metricsPort === undefined) return undefined;
  const options = { ...config, port: config.metricsPort };
  return open(createMetricsEndpoint(metrics), options, logger, "ROLLCALL_METRICS_PORT");
}

async function open(
  fetch: Fetch,
  options: ListenOptions,
  logger: Logger,
  portVariable = "ROLLCALL_PORT",
): Promise<ListeningServer> {
  try {
    return await listen(fetch, options, (error) => logger.error({ error }, "a request failed"));
  } catch (error) {
    throw listenProblem(error, options, portVariable);
  }
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
