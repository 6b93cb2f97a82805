import { expect, test } from "vitest";
import { createHealthApp, type HealthDeps } from "./health.ts";

async function ask(path: string, deps: Partial<HealthDeps> = {}) {
  const app = createHealthApp({ checkStorage: async () => {}, accepting: () => true, ...deps });
  const response = await app.request(path);
  return [response.status, await response.json()];
}

test("ready says yes only while the database answers and the process is not ending", async () => {
  expect(await ask("/health/ready")).toEqual([200, { status: "ok" }]);
  expect(await ask("/health/ready", { checkStorage: () => Promise.reject(new Error("down")) })).toEqual([
    503,
    { status: "unavailable", message: "the database does not answer" },
  ]);
  expect(await ask("/health/ready", { checkStorage: () => new Promise(() => {}) })).toEqual([
    503,
    { status: "unavailable", message: "the database does not answer in time" },
  ]);
  expect(await ask("/health/ready", { accepting: () => false })).toEqual([
    503,
    { status: "unavailable", message: "shutting down" },
  ]);
});

test("live depends on nothing but the process", async () => {
  const broken = { checkStorage: () => Promise.reject(new Error("down")), accepting: () => false };
  expect(await ask("/health/live", broken)).toEqual([200, { status: "ok" }]);
});
