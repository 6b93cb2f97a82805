import { RateLimiterMemory } from "rate-limiter-flexible";

/** Wrong credentials from one address, within one window, before it has to wait. */
const ATTEMPTS = 30;
const WINDOW_SECONDS = 60;

/** Counts wrong credentials by client address; only failures count. */
export type FailedAttempts = {
  /** Records one, and answers the seconds to wait when the address has failed too often. */
  record(clientAddress: string): Promise<number | undefined>;
};

export function createFailedAttempts(options: { readonly enabled: boolean }): FailedAttempts {
  const limiter = new RateLimiterMemory({ points: ATTEMPTS, duration: WINDOW_SECONDS });
  return {
    async record(clientAddress) {
      if (!options.enabled) return undefined;
      const { consumedPoints, msBeforeNext } = await limiter.penalty(clientAddress);
      return consumedPoints <= ATTEMPTS ? undefined : Math.max(1, Math.ceil(msBeforeNext / 1000));
    },
  };
}
