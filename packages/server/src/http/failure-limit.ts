import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";

/** Refused credentials a minute of one client address, before it hears 429 instead of 401. */
const FAILURES_PER_MINUTE = 60;

/**
 * Slows down whoever tries credentials. Only refused attempts count and only they are limited: providers send
 * all their customers' requests from a few addresses, and one customer's old token must not stop the others.
 */
export type FailureLimit = {
  /** Counts a failure; the seconds to wait once there were too many. */
  failed(clientAddress: string): Promise<number | undefined>;
};

export function createFailureLimit(options: { readonly enabled: boolean }): FailureLimit {
  const limiter = new RateLimiterMemory({ points: FAILURES_PER_MINUTE, duration: 60 });
  return {
    async failed(clientAddress) {
      if (!options.enabled) return undefined;
      try {
        await limiter.consume(clientAddress);
        return undefined;
      } catch (refused) {
        return Math.max(1, Math.ceil((refused as RateLimiterRes).msBeforeNext / 1000));
      }
    },
  };
}
