import { RateLimiterMemory } from "rate-limiter-flexible";

/** Wrong credentials from one address, within one window, before it has to wait. */
const ATTEMPTS = 30;
const WINDOW_SECONDS = 60;

/**
 * Slows down who tries credentials. Only failures count, so that a provider behind a shared address is never
 * held up by its own success.
 */
export type FailedAttempts = {
  /** Seconds to wait, when the address has failed too often. */
  blockedFor(clientAddress: string): Promise<number | undefined>;
  record(clientAddress: string): Promise<void>;
};

export function createFailedAttempts(options: { readonly enabled: boolean }): FailedAttempts {
  const limiter = new RateLimiterMemory({ points: ATTEMPTS, duration: WINDOW_SECONDS });
  return {
    async blockedFor(clientAddress) {
      const state = options.enabled ? await limiter.get(clientAddress) : null;
      if (!state || state.consumedPoints < ATTEMPTS) return undefined;
      return Math.max(1, Math.ceil(state.msBeforeNext / 1000));
    },
    async record(clientAddress) {
      if (options.enabled) await limiter.penalty(clientAddress);
    },
  };
}
