import type { LoggedEvent } from "../events/event.ts";
import type { DeliveryResult, WaitingDelivery } from "./delivery.ts";
import type { CallResult } from "./delivery-call.ts";
import type { DispatchSettings } from "./dispatch-settings.ts";
import type { WebhookEndpoint } from "./endpoint.ts";
import { nextAttemptAt } from "./retry-schedule.ts";
import type { EndpointHealth } from "./webhook-store.ts";

/** What is recorded of a call, and what it says about the endpoint. */
export type Settled = { readonly result: DeliveryResult; readonly health: EndpointHealth };

export type SettleContext = {
  readonly settings: Pick<DispatchSettings, "schedule" | "disableAfterMs">;
  readonly now: number;
  readonly random: number;
  /** The state of one that is to be tried again. */
  readonly waitsAs: "pending" | "parked";
};

/** From a call to its record: pure. */
export function settle(delivery: WaitingDelivery, call: CallResult, context: SettleContext): Settled {
  const { settings, now, random, waitsAs } = context;
  const { attempt, verdict, retryAfterMs } = call;
  const base = { deliveryId: delivery.id, attempt };
  if (verdict === "delivered")
    return { result: { ...base, state: "delivered", nextAt: now }, health: { succeeded: true } };
  // The delivery stays as it is: should the endpoint be enabled again, it is the next to go.
  if (verdict === "gone")
    return { result: { ...base, state: waitsAs, nextAt: now }, health: { disable: "gone" } };
  const attempts = delivery.attempts + 1;
  const nextAt = nextAttemptAt(settings.schedule, { attempts, now, retryAfterMs, random });
  const health = { failed: { at: attempt.at, disableIfFailingSince: now - settings.disableAfterMs } };
  if (nextAt === undefined) return { result: { ...base, state: "failed", nextAt: now }, health };
  return { result: { ...base, state: waitsAs, nextAt }, health };
}

/**
 * The event to send, or what becomes of a delivery that is not to be sent any more. Retention may have taken the
 * event while the endpoint was disabled: that is said, so that it is not lost in silence.
 */
export function sendable(
  delivery: WaitingDelivery,
  endpoint: WebhookEndpoint,
  now: number,
): { readonly result: DeliveryResult } | { readonly event: LoggedEvent } {
  const { id: deliveryId, event } = delivery;
  if (!event) return { result: { deliveryId, state: "failed", nextAt: now, error: "event_expired" } };
  if (endpoint.events.includes(event.type)) return { event };
  return { result: { deliveryId, state: "skipped", nextAt: now, error: "unsubscribed" } };
}
