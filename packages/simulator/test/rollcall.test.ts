import { describe, expect, it } from "vitest";
import { providers, renderReport, type SimulateOptions, simulate } from "../src/index.ts";
import { startRollcall } from "./support/rollcall-server.ts";

const run = (url: string, options: Partial<SimulateOptions>) =>
  simulate({ provider: "okta", url, token: "t", output: () => undefined, ...options });

/** The whole report stands in the failure, not only that something is wrong. */
const expectClean = (report: Awaited<ReturnType<typeof run>>) =>
  expect(renderReport(report).at(-1), renderReport(report).join("\n")).toBe(
    "The server holds what was pushed.",
  );

describe.each(providers.okta.personas)("%s against Rollcall's provider", (persona) => {
  it.each(["okta", "strict"] as const)("provisions a company, and again (%s)", async (profile) => {
    await using server = await startRollcall(profile);
    const size = { persona, users: 150, groups: 12, membersPerGroup: 120, concurrency: 8 };
    const first = await run(server.url, size);
    expectClean(first);
    expect(first.imported).toMatchObject({ users: { created: 150 }, groups: { created: 12 } });
    const second = await run(server.url, size);
    expectClean(second);
    expect(second.imported).toMatchObject({ users: { linked: 150 }, groups: { linked: 12 } });
  });

  it("walks through the life of a directory, and again", async () => {
    await using server = await startRollcall("okta");
    const options = { persona, scenario: "lifecycle", passwordSync: true, importGroups: true } as const;
    expectClean(await run(server.url, options));
    expectClean(await run(server.url, options));
  });

  it.each<Partial<SimulateOptions>>([
    { attributes: "minimal", emailTypeMapped: false },
    { attributes: "standard", emailTypeMapped: true, filterEncoding: "plus" },
    { uniqueIdentifier: "email", filterEncoding: "plus" },
    { patchBatch: 1, concurrentGroupPushes: true },
  ])("with %j", async (switches) => {
    await using server = await startRollcall("okta");
    expectClean(await run(server.url, { persona, scenario: "lifecycle", ...switches }));
    expectClean(await run(server.url, { persona, users: 40, groups: 3, ...switches }));
  });
});

it.each([
  ["raw", "t"],
  ["doubled", "Bearer Bearer t"],
] as const)("sends the token in the form %s", async (auth, authorization) => {
  await using server = await startRollcall("okta", authorization);
  expectClean(await run(server.url, { users: 3, groups: 1, auth }));
});

it("works below a base URL that was pasted with its slash", async () => {
  await using server = await startRollcall("okta");
  expectClean(await run(`${server.url}/`, { users: 3, groups: 1 }));
  expect(server.requests).toContain("GET /scim/v2//Users?startIndex=1&count=2");
});
