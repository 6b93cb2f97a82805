import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CheckReport, checks, runChecks } from "@rollcall/simulator";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { readSections } from "../../../scripts/requirements.mjs";
import { engines } from "../../../test/databases.ts";
import { runCli } from "./support/cli-process.ts";
import { type RunningServer, startRunningServer } from "./support/running-server.ts";

/** What the lenient profiles accept, for clients that send it. */
const lenient = ["D5b", "B7a", "H1b", "H10r"];

const notPassed = ({ results }: CheckReport) =>
  results
    .filter(({ outcome }) => outcome !== "passed")
    .map(({ id, level, outcome, reason }) => `${id} ${level} ${outcome}: ${reason}`);

describe.each(engines)("rollcall check against ourselves on %s", (engine) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startRunningServer(engine);
  });
  afterAll(() => server.close());

  const grade = async (profile: string, more: { strict?: boolean; readOnly?: boolean } = {}) => {
    const directory = await server.createDirectory({ type: "generic scim v2.0", profile });
    const report = await runChecks({ url: directory.scimUrl, token: directory.token, ...more });
    return { directory, report };
  };

  it("finds everything that the RFC asks under the strict profile, and leaves nothing behind", async () => {
    const { directory, report } = await grade("strict", { strict: true });
    expect(notPassed(report)).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.leftBehind).toEqual([]);
    expect(await directory.users()).toEqual([]);
    expect(await directory.groups()).toEqual([]);
  });

  it("finds every MUST under the profile for clients without a name, and what it is lenient about", async () => {
    const { report } = await grade("generic");
    expect(report.ok).toBe(true);
    expect(notPassed(report)).toEqual(
      lenient.map((id) => expect.stringMatching(new RegExp(`^${id} MUST lenient: .* accepted`))),
    );
  });

  it("creates nothing when it may only read", async () => {
    const { directory, report } = await grade("strict", { readOnly: true });
    expect(report.ok).toBe(true);
    const events = await directory.events();
    expect(events.map(({ event }) => event)).toEqual(["dsync.activated"]);
  });

  it("is a command with an exit code, a report as JSON, and one as JUnit XML", async () => {
    const folder = mkdtempSync(join(tmpdir(), "rollcall-check-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const directory = await server.createDirectory({ profile: "strict" });
    const file = join(folder, "scim.xml");
    const where = ["check", "--url", directory.scimUrl, "--token", directory.token];
    const good = await runCli([...where, "--read-only", "--junit", file]);
    expect(good).toMatchObject({ code: 0, stderr: "" });
    expect(good.stdout).toMatch(
      /^✓ C1a {2}MUST {3}ServiceProviderConfig has everything .* \(RFC 7643 §5\)$/m,
    );
    expect(good.stdout.trimEnd().split("\n").at(-1)).toBe("Every MUST that was tried holds.");
    expect(readFileSync(file, "utf8")).toContain("<testsuites ");

    const bad = await runCli([...where.slice(0, -1), "wrong", "--read-only", "--json"]);
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({ ok: false, url: directory.scimUrl });
  });
});

it("The checks are requirements of the conformance folder, with their level and clause", () => {
  const known = new Map(
    readSections().flatMap(({ requirements }) => requirements.map((one) => [one.id, one])),
  );
  expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  for (const { id, level, clause } of checks) {
    const { level: wanted, source } = known.get(id) ?? {};
    const sections = String(source?.section).split(", ");
    expect([id, level, clause.rfc, sections.includes(clause.section)]).toEqual([
      id,
      wanted,
      source?.rfc,
      true,
    ]);
  }
});
