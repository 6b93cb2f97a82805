import type { Clock } from "../kernel/clock.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { WebhookDispatcher } from "../webhooks/dispatcher.ts";

/** How far webhooks are behind: what an operator is woken by. */
export function watchDeliveries(
  metrics: Metrics,
  dispatcher: Pick<WebhookDispatcher, "stats">,
  clock: Clock,
): void {
  const gauge = (
    name: string,
    help: string,
    read: (stats: Awaited<ReturnType<WebhookDispatcher["stats"]>>) => number,
  ) => metrics.gauge(`rollcall_webhook_${name}`, help, async () => read(await dispatcher.stats()));
  gauge("deliveries_pending", "Deliveries that wait in their lane", ({ pending }) => pending);
  gauge(
    "deliveries_parked",
    "Deliveries that kept failing and are retried beside their lane",
    ({ parked }) => parked,
  );
  gauge("deliveries_failed", "Deliveries that were given up", ({ failed }) => failed);
  gauge(
    "events_behind",
    "Events that the slowest enabled endpoint has yet to look at",
    ({ behind }) => behind,
  );
  gauge("oldest_pending_seconds", "Age of the oldest pending delivery", ({ oldestPendingAt }) =>
    oldestPendingAt === null ? 0 : (clock.now() - oldestPendingAt) / 1000,
  );
}
