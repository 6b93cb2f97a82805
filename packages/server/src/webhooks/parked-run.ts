import type { WaitingDelivery } from "./delivery.ts";
import { callEndpoint } from "./delivery-call.ts";
import type { LaneRunOptions } from "./lane-run.ts";
import { sendable, settle } from "./settle.ts";
import type { EndpointHealth, WebhookDeliveryStore } from "./webhook-store.ts";

export type ParkedRunOptions = Pick<LaneRunOptions, "clock" | "random" | "settings" | "call"> & {
  readonly store: Pick<WebhookDeliveryStore, "recordParked">;
};

/**
 * Tries one parked delivery beside its lane. A worker that dies in between leaves it hidden until its claim runs
 * out; of two that tried it at once the second's record is refused, and the receiver had it twice.
 */
export async function runParked(options: ParkedRunOptions, delivery: WaitingDelivery): Promise<void> {
  const { store, clock, random, settings, call } = options;
  const record = (result: Parameters<typeof store.recordParked>[0]["result"], health: EndpointHealth) =>
    store.recordParked({
      endpointId: call.endpoint.id,
      attempts: delivery.attempts,
      result,
      health,
      now: clock.now(),
    });
  const { id, attempts } = delivery;
  const waiting = sendable(delivery, call.endpoint, clock.now());
  if ("result" in waiting) {
    await record(waiting.result, {});
    return;
  }
  const result = await callEndpoint(call, waiting.event, { attempts, parked: true });
  if (result) {
    const context = { settings, now: clock.now(), random: random(), waitsAs: "parked" as const };
    const settled = settle(delivery, result, context);
    await record(settled.result, settled.health);
  } else {
    await record({ deliveryId: id, state: "parked", nextAt: clock.now() }, {});
  }
}
