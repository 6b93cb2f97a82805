import { expect, test } from "vitest";
import { silentLogger } from "../kernel/logger.ts";
import { startWorker } from "./worker.ts";

test("steps are taken until there is nothing to do, and again when woken", async () => {
  let left = 3;
  let steps = 0;
  const step = async () => {
    steps += 1;
    return left-- > 0;
  };
  const worker = startWorker({
    tasks: [{ name: "count", step }],
    logger: silentLogger,
    idleMs: 60_000,
  });
  await expect.poll(() => steps).toBe(4);
  left = 1;
  worker.wake();
  await expect.poll(() => steps).toBe(6);
  await worker.close();
});

test("a task that fails keeps neither the others nor itself from being tried again", async () => {
  const errors: string[] = [];
  let failures = 0;
  let served = 0;
  const failing = async () => {
    failures += 1;
    throw new Error("broken");
  };
  const serving = async () => {
    served += 1;
    return false;
  };
  const logger = { ...silentLogger, error: (_: unknown, message: string) => void errors.push(message) };
  const worker = startWorker({
    tasks: [
      { name: "broken", step: failing },
      { name: "fine", step: serving },
    ],
    logger,
    idleMs: 5,
  });
  await expect.poll(() => failures).toBeGreaterThan(2);
  expect(served).toBeGreaterThan(1);
  expect(errors[0]).toBe("a background task failed");
  await worker.close();
});

test("closing waits for the step under way and starts no other", async () => {
  let running = false;
  let started = 0;
  const step = async () => {
    started += 1;
    running = true;
    await new Promise((resolve) => setTimeout(resolve, 30));
    running = false;
    return true;
  };
  const worker = startWorker({ tasks: [{ name: "slow", step }], logger: silentLogger });
  await expect.poll(() => started).toBeGreaterThan(0);
  await worker.close();
  const seen = started;
  expect(running).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(started).toBe(seen);
});
