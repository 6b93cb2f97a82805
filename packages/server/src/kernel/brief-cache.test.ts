import { expect, test } from "vitest";
import { createBriefCache } from "./brief-cache.ts";

function setting(maxEntries = 10) {
  const clock = { time: 0, now: () => clock.time };
  const loads: string[] = [];
  const cache = createBriefCache<string>({ clock, ttlMs: 500, maxEntries });
  const get = (key: string, value: string | undefined = key) =>
    cache.get(key, async () => {
      loads.push(key);
      return value;
    });
  return { clock, cache, loads, get };
}

test("a value is loaded again once its time has passed, counted from the start of the load", async () => {
  const { clock, loads, get } = setting();
  await get("a");
  clock.time = 499;
  await get("a");
  expect(loads).toEqual(["a"]);
  clock.time = 500;
  await get("a");
  expect(loads).toEqual(["a", "a"]);
});

test("requests at the same moment share one load, and a miss is remembered too", async () => {
  const { loads, get } = setting();
  expect(await Promise.all([get("a"), get("a")])).toEqual(["a", "a"]);
  const missing = { clock: { now: () => 0 }, ttlMs: 500, maxEntries: 10 };
  const cache = createBriefCache<string>(missing);
  let asked = 0;
  const miss = () =>
    cache.get("b", async () => {
      asked += 1;
      return undefined;
    });
  await miss();
  await miss();
  expect([loads, asked]).toEqual([["a"], 1]);
});

test("a failed load is not remembered", async () => {
  const { cache, get } = setting();
  await expect(cache.get("a", () => Promise.reject(new Error("down")))).rejects.toThrow("down");
  expect(await get("a")).toBe("a");
});

test("forgetting drops what matches and whatever is still being loaded", async () => {
  const { cache, loads, get } = setting();
  await get("a");
  await get("b");
  const loading = get("c");
  cache.forget((value) => value === "a");
  await loading;
  for (const key of ["a", "b", "c"]) await get(key);
  expect(loads).toEqual(["a", "b", "c", "a", "c"]);
});

test("the oldest entry makes room", async () => {
  const { loads, get } = setting(2);
  for (const key of ["a", "b", "c", "b", "a"]) await get(key);
  expect(loads).toEqual(["a", "b", "c", "a"]);
});
