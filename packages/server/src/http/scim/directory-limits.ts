import { BurstyRateLimiter, RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";

/** Requests a second of one directory, and how many more a burst may take before it is slowed to that. */
const PER_SECOND = 500;
const BURST = 1500;
const BURST_WINDOW_SECONDS = 5;

export type Admission = {
  readonly kind: "admitted" | "refused";
  /** Absent when limits are off. */
  readonly policy?: { readonly quota: number; readonly windowSeconds: number };
  readonly remaining: number;
  readonly resetSeconds: number;
  /** Whole seconds: Okta obeys nothing else. */
  readonly retryAfterSeconds: number;
};

/** What one directory may ask of the server, so that its storm stays its own. */
export type DirectoryLimits = {
  admit(directoryId: string): Promise<Admission>;
  /** Counts more requests than the one that was admitted: the operations of a bulk request. */
  charge(directoryId: string, requests: number): Promise<void>;
  /** Runs the work of one directory one after another: for bodies that are large by themselves. */
  oneAtATime<T>(directoryId: string, work: () => Promise<T>): Promise<T>;
};

const UNLIMITED: Admission = { kind: "admitted", remaining: 0, resetSeconds: 0, retryAfterSeconds: 0 };

export function createDirectoryLimits(options: { readonly enabled: boolean }): DirectoryLimits {
  const policy = { quota: PER_SECOND, windowSeconds: 1 };
  const limiter = new BurstyRateLimiter(
    new RateLimiterMemory({ points: PER_SECOND, duration: 1 }),
    new RateLimiterMemory({ keyPrefix: "burst", points: BURST, duration: BURST_WINDOW_SECONDS }),
  );
  const queues = new Map<string, Promise<unknown>>();

  return {
    async admit(directoryId) {
      if (!options.enabled) return UNLIMITED;
      const taken = await limiter.consume(directoryId).then(
        (result) => ({ kind: "admitted" as const, result }),
        (result: unknown) => ({ kind: "refused" as const, result: result as RateLimiterRes }),
      );
      const seconds = Math.max(1, Math.ceil((taken.result?.msBeforeNext ?? 1000) / 1000));
      const remaining = Math.max(0, taken.result?.remainingPoints ?? 0);
      return { kind: taken.kind, policy, remaining, resetSeconds: seconds, retryAfterSeconds: seconds };
    },
    async charge(directoryId, requests) {
      if (!options.enabled || requests <= 0) return;
      // Already done, whatever the count says: it is the next request that is refused.
      await limiter.consume(directoryId, requests).catch(() => undefined);
    },
    oneAtATime(directoryId, work) {
      const turn = (queues.get(directoryId) ?? Promise.resolve()).then(work, work);
      queues.set(directoryId, turn);
      const leave = () => {
        if (queues.get(directoryId) === turn) queues.delete(directoryId);
      };
      turn.then(leave, leave);
      return turn;
    },
  };
}
