import { type RetrySchedule, threeDays } from "./retry-schedule.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

export type DispatchSettings = {
  /** Calls in flight of this process. */
  readonly concurrency: number;
  /** Of these, to one endpoint: a slow receiver must not take every place. */
  readonly concurrencyPerEndpoint: number;
  /** While it fails: several dead receivers must not take them all either. */
  readonly concurrencyWhileFailing: number;
  readonly callTimeoutMs: number;
  readonly schedule: RetrySchedule;
  /** How long a failing delivery holds its lane before it is parked. */
  readonly holdMs: number;
  /** After so long without one success the endpoint is disabled. */
  readonly disableAfterMs: number;
  readonly leaseMs: number;
  /** How far the clocks of replicas may be apart. */
  readonly clockSkewMs: number;
  /** How often to look for what no signal announces: other replicas' events, leases of the dead. */
  readonly pollMs: number;
  /** Events that one step gives their deliveries. */
  readonly fanOutBatch: number;
  /** Deliveries that a lane sends before it makes room for others. */
  readonly laneSlice: number;
  /** Delivered ones are recorded together, so many or so old at most; a crash repeats them. */
  readonly recordBatch: number;
  readonly recordEveryMs: number;
  /** How long `stop` waits for calls in flight. */
  readonly drainMs: number;
};

export const defaultDispatchSettings: DispatchSettings = {
  concurrency: 64,
  concurrencyPerEndpoint: 16,
  concurrencyWhileFailing: 2,
  callTimeoutMs: 15 * SECOND,
  schedule: threeDays,
  holdMs: 15 * MINUTE,
  disableAfterMs: 5 * DAY,
  leaseMs: 30 * SECOND,
  clockSkewMs: 5 * SECOND,
  pollMs: SECOND,
  fanOutBatch: 500,
  laneSlice: 100,
  recordBatch: 50,
  recordEveryMs: 200,
  drainMs: 10 * SECOND,
};

/** A call begun under a lease must end under it, also on the clock of the replica that takes over. */
export function checkDispatchSettings(settings: DispatchSettings): void {
  if (settings.leaseMs <= settings.callTimeoutMs + settings.clockSkewMs)
    throw new Error("the lease must outlast a call and the difference between clocks");
}
