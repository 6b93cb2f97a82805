import { expect, test } from "vitest";
import { silentLogger } from "./logger.ts";
import { createUsageRecorder, type Use } from "./usage-recorder.ts";

function setting(write?: (uses: readonly Use[]) => Promise<void>) {
  const clock = { time: 120_500, now: () => clock.time };
  const written: Use[] = [];
  const recorder = createUsageRecorder({
    clock,
    logger: silentLogger,
    write: write ?? (async (uses) => void written.push(...uses)),
    everyMs: 60_000,
  });
  return { clock, written, recorder };
}

test("many uses in a minute are one write, cut to the minute", async () => {
  const { clock, written, recorder } = setting();
  for (let n = 0; n < 5; n++) recorder.used("a");
  recorder.used("b");
  await recorder.flush();
  recorder.used("a");
  await recorder.flush();
  expect(written).toEqual([
    { id: "a", at: 120_000 },
    { id: "b", at: 120_000 },
  ]);
  clock.time = 180_001;
  recorder.used("a");
  await recorder.close();
  expect(written.at(-1)).toEqual({ id: "a", at: 180_000 });
});

test("a write that failed is made up for by the next use", async () => {
  let down = true;
  const written: Use[] = [];
  const { recorder } = setting(async (uses) => {
    if (down) throw new Error("down");
    written.push(...uses);
  });
  recorder.used("a");
  await recorder.flush();
  down = false;
  recorder.used("a");
  await recorder.flush();
  expect(written).toEqual([{ id: "a", at: 120_000 }]);
});
