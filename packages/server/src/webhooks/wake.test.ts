import { expect, it } from "vitest";
import { Wake } from "./wake.ts";

async function duration(wait: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await wait();
  return performance.now() - started;
}

it("ends a wait early", async () => {
  const wake = new Wake();
  setTimeout(() => wake.now(), 10);
  expect(await duration(() => wake.after(5_000))).toBeLessThan(2_000);
});

it("loses no signal that came while nobody waited, and counts it once", async () => {
  const wake = new Wake();
  wake.now();
  wake.now();
  expect(await duration(() => wake.after(5_000))).toBeLessThan(2_000);
  expect(await duration(() => wake.after(50))).toBeGreaterThan(40);
});
