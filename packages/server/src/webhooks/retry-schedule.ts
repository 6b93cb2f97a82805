/** When a failed delivery is tried again: pure, so that every case is a line in a test. */
export type RetrySchedule = {
  /** The wait after the first, second, … failed attempt; after the last one the delivery has failed. */
  readonly delaysMs: readonly number[];
  /** Each wait is made up to this share shorter or longer, so that a recovering receiver is not hit at once. */
  readonly jitter: number;
  /** A `Retry-After` beyond it is not believed: a slip there must not keep a deactivation back for weeks. */
  readonly maxRetryAfterMs: number;
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** 17 attempts over three days; nine of them fall within the first 20 minutes. */
export const threeDays: RetrySchedule = {
  delaysMs: [
    SECOND,
    5 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    4 * HOUR,
    8 * HOUR,
    12 * HOUR,
    20 * HOUR,
    24 * HOUR,
  ],
  jitter: 0.2,
  maxRetryAfterMs: 24 * HOUR,
};

export type FailedAttempt = {
  /** How many attempts were made, this one included. */
  readonly attempts: number;
  readonly now: number;
  /** As the answer asked; undefined when it did not. */
  readonly retryAfterMs: number | undefined;
  /** From 0 to below 1. */
  readonly random: number;
};

/** The time of the next attempt, never sooner than the receiver asked; undefined when there is none left. */
export function nextAttemptAt(schedule: RetrySchedule, failed: FailedAttempt): number | undefined {
  const delay = schedule.delaysMs[failed.attempts - 1];
  if (delay === undefined) return undefined;
  const spread = delay * (1 + schedule.jitter * (2 * failed.random - 1));
  const asked = Math.min(failed.retryAfterMs ?? 0, schedule.maxRetryAfterMs);
  return failed.now + Math.round(Math.max(spread, asked));
}

/** What one call means for its delivery. */
export type Verdict = "delivered" | "retry" | "gone";

/**
 * Any 2xx is delivered. 410 means that the receiver wants no more. Everything else is tried again, a redirect
 * included: following it would hand the event to an address that nobody entered.
 */
export function classify(status: number | null): Verdict {
  if (status === null) return "retry";
  if (status >= 200 && status < 300) return "delivered";
  return status === 410 ? "gone" : "retry";
}

/** `Retry-After` (RFC 9110 §10.2.3) as milliseconds from `now`; undefined for anything that is not one. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text) * SECOND;
  // Date.parse takes much more than an HTTP date ("-1" is a year to it).
  const at = /^[A-Za-z]{3,9}, .*GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
