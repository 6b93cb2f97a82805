import { readFileSync } from "node:fs";
import type { ProfileName } from "@rollcall/scim";
import { describe, expect, it } from "vitest";
import {
  type ProviderName,
  personas,
  personasOf,
  renderReport,
  type SimulateOptions,
  simulate,
} from "../src/index.ts";
import { startRollcall } from "./support/rollcall-server.ts";

const run = (provider: ProviderName, url: string, options: Partial<SimulateOptions>) =>
  simulate({ provider, url, token: "t", output: () => undefined, ...options });

/** The whole report stands in the failure, not only that something is wrong. */
const expectClean = (report: Awaited<ReturnType<typeof run>>) =>
  expect(renderReport(report).at(-1), renderReport(report).join("\n")).toBe(
    "The server holds what was pushed.",
  );

/** A provider, the profiles under which it has to work, and its admin's choices. */
const cases: readonly (readonly [ProviderName, readonly ProfileName[], Partial<SimulateOptions>])[] = [
  ["entra", ["entra", "generic"], {}],
  ["entra", ["entra", "generic"], { complianceFlag: true, filterEncoding: "plus" }],
  ["entra", ["entra", "generic"], { matchingAttribute: "externalId", patchBatch: 100 }],
  ["entra", ["entra", "generic"], { matchingAttribute: "email", complianceFlag: true, patchBatch: 7 }],
  ["onelogin", ["onelogin", "generic", "strict"], {}],
  [
    "onelogin",
    ["onelogin", "generic"],
    { deprovisioning: "delete", emailShape: "object", contentType: "missing" },
  ],
  ["jumpcloud", ["jumpcloud", "generic", "strict"], {}],
  ["jumpcloud", ["jumpcloud", "generic"], { deprovisioning: "delete", memberRemoval: "values" }],
  ["pingfederate", ["ping", "generic", "strict"], {}],
  ["pingfederate", ["ping", "generic", "strict"], { groupUpdates: "patch", deprovisioning: "delete" }],
  ["google", ["google", "generic", "strict"], {}],
  ["google", ["google", "generic", "strict"], { deprovisioning: "delete" }],
  ["sailpoint", ["sailpoint", "generic", "strict"], {}],
  ["sailpoint", ["sailpoint", "generic", "strict"], { deprovisioning: "delete" }],
];

describe.each(cases)("%s under %j with %j", (provider, profiles, switches) => {
  it.each(profiles)("walks through the life of a directory, twice (%s)", async (profile) => {
    await using server = await startRollcall(profile);
    const options = { scenario: "lifecycle", ...switches } as const;
    expectClean(await run(provider, server.url, options));
    expectClean(await run(provider, server.url, options));
  });

  it("provisions a company, and links to it the second time", async () => {
    await using server = await startRollcall(profiles[0]!);
    const size = { users: 30, groups: 3, membersPerGroup: 20, concurrency: 8, ...switches };
    const first = await run(provider, server.url, size);
    expectClean(first);
    const groups = first.imported?.groups.created;
    expect(first.imported).toMatchObject({ users: { created: 30 } });
    expect(groups).toBe(provider === "google" ? 0 : 3);
    const second = await run(provider, server.url, size);
    expectClean(second);
    expect(second.imported).toMatchObject({ users: { linked: 30 }, groups: { linked: groups } });
  });
});

it("labels each persona by its evidence", () => {
  const providers = [
    "okta",
    "entra",
    "onelogin",
    "jumpcloud",
    "pingfederate",
    "google",
    "sailpoint",
  ] as const;
  expect(
    providers.flatMap((provider) => personasOf(provider).map(({ name, evidence }) => `${name}: ${evidence}`)),
  ).toEqual([
    "okta-catalog: documented",
    "okta-wizard: recorded",
    "entra: documented",
    "onelogin: modelled",
    "jumpcloud: modelled",
    "pingfederate: documented",
    "google: modelled",
    "sailpoint: modelled",
  ]);
});

it("has each persona in the guide, with its evidence", () => {
  const guide = readFileSync(new URL("../../../docs/guides/simulator.md", import.meta.url), "utf8");
  const rows = guide
    .split("\n")
    .filter((line) => /^\| (`|\|)/.test(line) && /recorded|documented|modelled/.test(line));
  const told = rows.map((row) => {
    const [provider = "", persona = "", evidence = ""] = row
      .split("|")
      .slice(1)
      .map((cell) => cell.replaceAll("`", "").trim());
    return `${persona || provider}: ${evidence}`;
  });
  expect(told.sort()).toEqual(
    Object.values(personas)
      .map(({ name, evidence }) => `${name}: ${evidence}`)
      .sort(),
  );
});
