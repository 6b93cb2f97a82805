import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classify, nextAttemptAt, parseRetryAfter, threeDays } from "./retry-schedule.ts";

const HOUR = 3_600_000;
const first = { attempts: 1, now: 1_000_000, retryAfterMs: undefined, random: 0.5 };

describe("the schedule", () => {
  it("spans three days", () => {
    const total = threeDays.delaysMs.reduce((sum, delay) => sum + delay, 0);
    expect(total).toBeGreaterThan(71 * HOUR);
    expect(total).toBeLessThanOrEqual(72 * HOUR);
  });

  it("never waits less than the attempt before", () => {
    expect([...threeDays.delaysMs].sort((a, b) => a - b)).toEqual(threeDays.delaysMs);
  });

  it("ends after its last delay", () => {
    const { length } = threeDays.delaysMs;
    expect(nextAttemptAt(threeDays, { ...first, attempts: length })).toBeDefined();
    expect(nextAttemptAt(threeDays, { ...first, attempts: length + 1 })).toBeUndefined();
  });

  it("spreads each wait by the jitter and no further", () => {
    const attempts = fc.integer({ min: 1, max: threeDays.delaysMs.length });
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(attempts, random, (n, chance) => {
        const delay = threeDays.delaysMs[n - 1]!;
        const wait = nextAttemptAt(threeDays, { ...first, attempts: n, random: chance })! - first.now;
        expect(wait).toBeGreaterThanOrEqual(Math.floor(delay * 0.8));
        expect(wait).toBeLessThanOrEqual(Math.ceil(delay * 1.2));
      }),
    );
  });

  it("comes no sooner than the receiver asked, and not much later either", () => {
    expect(nextAttemptAt(threeDays, { ...first, retryAfterMs: 90_000 })).toBe(first.now + 90_000);
    expect(nextAttemptAt(threeDays, { ...first, attempts: 10, retryAfterMs: 1 })).toBe(first.now + HOUR);
  });

  it("does not believe a Retry-After of weeks", () => {
    expect(nextAttemptAt(threeDays, { ...first, retryAfterMs: 1000 * HOUR })).toBe(first.now + 24 * HOUR);
  });
});

describe("an answer", () => {
  it.each([
    [200, "delivered"],
    [204, "delivered"],
    [299, "delivered"],
    [301, "retry"],
    [400, "retry"],
    [401, "retry"],
    [404, "retry"],
    [410, "gone"],
    [429, "retry"],
    [500, "retry"],
    [null, "retry"],
  ] as const)("of %s means %s", (status, verdict) => {
    expect(classify(status)).toBe(verdict);
  });
});

describe("Retry-After", () => {
  const now = Date.parse("2026-03-01T00:00:00Z");
  it.each([
    ["120", 120_000],
    [" 0 ", 0],
    ["Sun, 01 Mar 2026 00:01:00 GMT", 60_000],
    ["Sat, 28 Feb 2026 23:59:00 GMT", 0],
    ["-1", undefined],
    ["1.5", undefined],
    ["soon", undefined],
    ["99999999999999999999", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("of %j is %j ms", (header, ms) => {
    expect(parseRetryAfter(header, now)).toBe(ms);
  });
});
