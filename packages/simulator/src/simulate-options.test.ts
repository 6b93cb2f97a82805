import { describe, expect, it } from "vitest";
import { type ProviderName, providers } from "./personas/personas.ts";
import { parseSimulateOptions, simulateOptionsOf } from "./simulate-options.ts";

const names = Object.keys(providers) as ProviderName[];
const needed = { url: "http://localhost:8787/scim/v2/abc", token: "t" };

it("reads what a command line gives and fills in the rest", () => {
  const raw = { ...needed, persona: "okta-wizard", users: "200", emailType: "mapped", importGroups: true };
  expect(parseSimulateOptions("okta", raw)).toEqual({
    ok: true,
    options: {
      ...needed,
      provider: "okta",
      persona: "okta-wizard",
      scenario: "import",
      users: 200,
      groups: 3,
      membersPerGroup: 10,
      seed: 1,
      concurrency: 4,
      auth: "bearer",
      uniqueIdentifier: "userName",
      attributes: "enterprise",
      filterEncoding: "percent20",
      patchBatch: 100,
      emailTypeMapped: true,
      importGroups: true,
    },
  });
});

it("leaves to the persona what was not said", () => {
  const parsed = parseSimulateOptions("okta", needed);
  expect(parsed.ok && Object.keys(parsed.options)).not.toContain("emailTypeMapped");
});

describe("says what to write instead of", () => {
  it.each([
    ["another provider", "auth0", needed, /no provider "auth0"; write one of okta, entra/],
    ["no URL", "okta", { token: "t" }, /--url is missing: write --url <url>/],
    [
      "an address with a query",
      "okta",
      { ...needed, url: "https://x.example/scim?a=1" },
      /--url must end with its path/,
    ],
    [
      "a token with a line break",
      "okta",
      { ...needed, token: "abc\n" },
      /--token has characters that no header/,
    ],
    ["no web address", "okta", { ...needed, url: "ftp://x" }, /--url must be an http or https URL/],
    [
      "an unknown persona",
      "okta",
      { ...needed, persona: "x" },
      /--persona must be one of okta-catalog, okta-wizard/,
    ],
    ["no number", "okta", { ...needed, users: "many" }, /--users must be a whole number from 0 to 1000000/],
    [
      "too small a number",
      "okta",
      { ...needed, concurrency: "0" },
      /--concurrency must be a whole number from 1/,
    ],
    ["half a batch", "okta", { ...needed, patchBatch: "1.5" }, /--patch-batch must be a whole number/],
  ])("%s", (_what, provider, raw, problem) => {
    const parsed = parseSimulateOptions(provider, raw);
    expect(parsed.ok ? "" : parsed.problem).toMatch(problem);
  });
});

it("names every option as a command line writes it", () => {
  for (const { name, flag } of names.flatMap(simulateOptionsOf)) {
    expect(flag.slice(2).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())).toBe(name);
  }
});

it("gives each provider the switches of its personas, with their defaults", () => {
  const flags = (provider: ProviderName) => simulateOptionsOf(provider).map(({ flag }) => flag);
  expect(flags("okta")).toEqual(expect.arrayContaining(["--persona", "--email-type", "--realistic"]));
  expect(flags("entra")).toContain("--compliance-flag");
  expect(flags("entra")).not.toContain("--persona");
  expect(flags("google")).not.toContain("--patch-batch");
  const entra = parseSimulateOptions("entra", { ...needed, complianceFlag: true });
  expect(entra).toMatchObject({
    ok: true,
    options: { provider: "entra", persona: "entra", complianceFlag: true, patchBatch: 1 },
  });
});
