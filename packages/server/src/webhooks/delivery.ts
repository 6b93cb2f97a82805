import type { LoggedEvent } from "../events/event.ts";

/** One event on its way to one endpoint. */
export type WaitingDelivery = {
  readonly id: string;
  /** How many calls were made. */
  readonly attempts: number;
  /** Not before this time. */
  readonly nextAt: number;
  /** Undefined when retention removed the event while the endpoint was disabled. */
  readonly event: LoggedEvent | undefined;
};

/**
 * `pending` waits in its lane, in order; `parked` is retried beside the lane; the others are settled. `skipped`:
 * the endpoint gave up the event's type while it waited.
 */
export type DeliveryState = "pending" | "parked" | "delivered" | "failed" | "skipped";

/** One HTTP call, as it is kept. */
export type Attempt = {
  readonly at: number;
  readonly durationMs: number;
  /** Null when no answer came. */
  readonly status: number | null;
  /** Null when it was delivered. */
  readonly error: string | null;
  /** The beginning of the answer's body. */
  readonly response: string | null;
};

/** What became of a delivery. */
export type DeliveryResult = {
  readonly deliveryId: string;
  readonly state: DeliveryState;
  /** When a pending or parked one is tried again. */
  readonly nextAt: number;
  /** Absent when the state changed without a call. */
  readonly attempt?: Attempt;
  /** Why it is not delivered, where no attempt says it. */
  readonly error?: string;
};
