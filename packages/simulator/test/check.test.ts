import type { ScimResponse } from "@rollcall/scim";
import { describe, expect, it } from "vitest";
import {
  type CheckReport,
  type CheckResult,
  parseCheckOptions,
  renderCheck,
  renderCheckSummary,
  renderJunit,
  runChecks,
} from "../src/index.ts";
import { startServer } from "./support/recording-server.ts";
import { type Spoil, startRollcall } from "./support/rollcall-server.ts";

type Json = Record<string, unknown>;

const outcomes = ({ results }: CheckReport, ...wanted: readonly string[]) =>
  results.filter(({ outcome }) => wanted.includes(outcome)).map(({ id }) => id);

const grade = async (spoil?: Spoil, more: { strict?: boolean; readOnly?: boolean } = {}) => {
  await using server = await startRollcall("strict", "Bearer t", spoil);
  const report = await runChecks({ url: server.url, token: "t", ...more });
  return { report, requests: server.requests };
};

/** A fault in the bodies of some answers. */
const inBody =
  (
    applies: (path: string, method: string, answer: ScimResponse) => boolean,
    change: (body: Json) => Json,
  ): Spoil =>
  (answer, { path, method }) => {
    if (answer.body === undefined || !applies(path, method, answer)) return answer;
    return { ...answer, body: JSON.stringify(change(JSON.parse(answer.body) as Json)) };
  };

const without = (body: Json, ...names: readonly string[]): Json =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

const withHeader = (answer: ScimResponse, name: string, value: string | undefined): ScimResponse => {
  const others = Object.entries(answer.headers).filter(([key]) => key.toLowerCase() !== name);
  return {
    ...answer,
    headers: Object.fromEntries(value === undefined ? others : [...others, [name, value]]),
  };
};

/** A fault, and exactly the checks that have to find it. */
const faults: readonly (readonly [string, Spoil, readonly string[]])[] = [
  [
    "no Location on a creation",
    (answer, { method, path }) =>
      method === "POST" && path === "/Users" ? withHeader(answer, "location", undefined) : answer,
    ["D2a"],
  ],
  ["another media type", (answer) => withHeader(answer, "content-type", "application/json"), ["A2b"]],
  [
    "404 for a duplicate",
    (answer) => (answer.status === 409 ? { ...answer, status: 404 } : answer),
    ["D4a", "B13", "G5b"],
  ],
  [
    "no keyword on a duplicate",
    inBody(
      (_p, _m, { status }) => status === 409,
      (body) => without(body, "scimType"),
    ),
    ["D4a"],
  ],
  [
    "status as a number in errors",
    inBody(
      (_p, _m, { status }) => status === 400,
      (body) => ({ ...body, status: 400 }),
    ),
    [
      "B17a",
      "N1a",
      "D5a",
      "D5b",
      "D5c",
      "B7a",
      "F10d",
      "F13a",
      "F13b",
      "J1d",
      "G5a",
      "H1b",
      "H1c",
      "H2b",
      "H4a",
      "H8a",
      "B15b",
      "H10c",
      "H10r",
      "H11b",
      "H11c",
    ],
  ],
  [
    "bulk.maxPayloadSize is missing",
    inBody(
      (path) => path === "/ServiceProviderConfig",
      (body) => ({ ...body, bulk: without(body.bulk as Json, "maxPayloadSize") }),
    ),
    ["C1a", "L6a"],
  ],
  [
    "404 for an empty list",
    (answer, { path }) =>
      path.startsWith("/Users?filter") && answer.body?.includes('"totalResults":0')
        ? { ...answer, status: 404 }
        : answer,
    ["F2a", "F9", "F12a", "B12a", "F10b"],
  ],
  [
    "totalResults as text",
    inBody(
      (path) => path.startsWith("/ResourceTypes"),
      (body) => ("totalResults" in body ? { ...body, totalResults: String(body.totalResults) } : body),
    ),
    ["C3a", "C3c", "C3f", "C3g", "C5b"],
  ],
  [
    "the password given back",
    inBody(
      (path, method) => path === "/Users" && method === "POST",
      (body) => ({ ...body, password: "x" }),
    ),
    ["B16c"],
  ],
  [
    "a body with 204",
    (answer, { method }) =>
      method === "DELETE" && answer.status === 204 ? { ...answer, status: 200 } : answer,
    ["D4b", "I1a", "I1b", "I3a"],
  ],
  [
    "text changed on the way",
    inBody(
      (path, method) => path.startsWith("/Users/") && method === "GET",
      (body) => ({
        ...body,
        ...(typeof body.displayName === "string"
          ? { displayName: body.displayName.normalize("NFD").toLowerCase() }
          : {}),
      }),
    ),
    ["A2a", "E2a", "E2c", "G1a"],
  ],
];

describe("a check of a server that is right", () => {
  it("passes everything, and leaves nothing behind", async () => {
    const { report } = await grade(undefined, { strict: true });
    expect(outcomes(report, "failed", "lenient", "skipped")).toEqual([]);
    expect(report).toMatchObject({ ok: true, leftBehind: [] });
    expect(report.results.length).toBeGreaterThan(100);
  });

  it("only reads when it may only read", async () => {
    const { report, requests } = await grade(undefined, { readOnly: true });
    expect(report.ok).toBe(true);
    const methods = new Set(
      requests.map((line) =>
        line
          .replace(/\/\S*\.search/, "search")
          .split("?", 1)
          .join(""),
      ),
    );
    expect([...methods].filter((line) => !line.startsWith("GET ") && !line.includes("search"))).toEqual([]);
    expect(outcomes(report, "passed").length).toBeGreaterThan(25);
    expect(report.results.find(({ id }) => id === "E1a")).toMatchObject({ outcome: "skipped" });
  });
});

describe("a check of a server with a fault finds it and nothing else:", () => {
  it.each(faults)("%s", async (_name, spoil, ids) => {
    const { report } = await grade(spoil);
    expect(
      outcomes(report, "failed").sort(),
      JSON.stringify(
        report.results.filter(({ outcome }) => outcome === "failed"),
        undefined,
        1,
      ),
    ).toEqual([...ids].sort());
    const must = report.results.some(({ level, outcome }) => level === "MUST" && outcome === "failed");
    expect(report.ok).toBe(!must);
  });
});

it("takes a lenient server for right, unless it is asked to be strict", async () => {
  await using server = await startRollcall("generic");
  const lenient = await runChecks({ url: server.url, token: "t" });
  expect(lenient.ok).toBe(true);
  expect(outcomes(lenient, "lenient")).toEqual(["D5b", "B7a", "H1b", "H10r"]);
  expect((await runChecks({ url: server.url, token: "t", strict: true })).ok).toBe(false);
});

it("skips what a server says it does not offer", async () => {
  const off = { supported: false };
  const config = inBody(
    (path) => path === "/ServiceProviderConfig",
    (body) => ({ ...body, patch: off, bulk: { ...(body.bulk as Json), ...off }, sort: off, etag: off }),
  );
  const { report } = await grade(config);
  expect(outcomes(report, "failed")).toEqual([]);
  const reasons = new Set(
    report.results.flatMap(({ outcome, reason }) => (outcome === "skipped" ? [reason] : [])),
  );
  expect([...reasons].sort()).toEqual(
    ["bulk", "etag", "patch", "sort"].map((name) => `the server does not offer ${name}`),
  );
});

it("fails a server that answers in another language, and one that cannot be reached", async () => {
  await using server = await startServer(() => ({ status: 502, body: "<html>error</html>" }));
  const html = await runChecks({ url: server.url, token: "t" });
  expect(html.ok).toBe(false);
  expect(outcomes(html, "passed")).toEqual([]);
  const nobody = await runChecks({ url: "http://127.0.0.1:1/scim/v2", token: "t", readOnly: true });
  expect(nobody.results.find(({ id }) => id === "C1b")).toMatchObject({
    outcome: "failed",
    reason: expect.stringContaining("can't be reached"),
  });
});

it("says what it made and could not remove", async () => {
  const { report } = await grade((answer, { method }) =>
    method === "DELETE" ? { ...answer, status: 500, body: "{}" } : answer,
  );
  expect(report.leftBehind.length).toBeGreaterThan(50);
  expect(renderCheckSummary(report).join("\n")).toContain("left behind: /Users/");
});

describe("the report", () => {
  const result = (more: Partial<CheckResult>): CheckResult => ({
    id: "D2a",
    level: "MUST",
    clause: { rfc: 7644, section: "3.3" },
    text: "A creation answers 201.",
    outcome: "passed",
    ms: 12,
    ...more,
  });
  const report: CheckReport = {
    ok: false,
    url: "https://x.example/scim?a&b",
    startedAt: "2026-01-02T03:04:05.678Z",
    durationMs: 1500,
    requests: 7,
    results: [
      result({}),
      result({
        id: "D4a",
        outcome: "failed",
        reason: 'POST → 201, "x" < 409',
        exchanges: ["POST /Users → 201"],
      }),
      result({ id: "B7a", outcome: "lenient", reason: "accepted" }),
      result({ id: "C5a", level: "SHOULD", outcome: "failed", reason: "no 403" }),
      result({ id: "L1b", outcome: "skipped", reason: "the server does not offer bulk" }),
    ],
    leftBehind: [],
  };

  it("is a line for each check with its clause, and the counts", () => {
    expect(report.results.flatMap(renderCheck)).toEqual([
      "✓ D2a  MUST   A creation answers 201. (RFC 7644 §3.3)",
      "✗ D4a  MUST   A creation answers 201. (RFC 7644 §3.3)",
      '    POST → 201, "x" < 409',
      "~ B7a  MUST   A creation answers 201. (RFC 7644 §3.3)",
      "    accepted",
      "✗ C5a  SHOULD A creation answers 201. (RFC 7644 §3.3)",
      "    no 403",
      "- L1b  MUST   A creation answers 201. (RFC 7644 §3.3)",
    ]);
    expect(renderCheckSummary(report)).toEqual([
      "",
      "level    passed   failed  lenient  skipped",
      "MUST          1        1        1        1",
      "SHOULD        0        1        0        0",
      "MAY           0        0        0        0",
      "skipped 1: the server does not offer bulk",
      "5 checks, 7 requests, 1.5 s.",
      "Not every MUST holds.",
    ]);
  });

  it("is JUnit's XML, in which only a MUST fails", () => {
    const xml = renderJunit(report);
    expect(xml).toContain('<testsuites tests="5" failures="1" errors="0" skipped="1" time="1.500">');
    expect(xml).toContain(
      'name="SCIM 2.0 at https://x.example/scim?a&amp;b" timestamp="2026-01-02T03:04:05"',
    );
    expect(xml).toContain(
      '<failure message="POST → 201, &quot;x&quot; &lt; 409">POST → 201, &quot;x&quot; &lt; 409\nPOST /Users → 201</failure>',
    );
    expect(xml).toContain("<system-out>lenient: accepted</system-out>");
    expect(xml).toContain('<skipped message="the server does not offer bulk"/>');
    expect(renderJunit(report, true)).toContain('failures="2"');
  });
});

it("reads its options, and says what is wrong with them", () => {
  expect(parseCheckOptions({ url: "https://x.example/scim/v2", token: "t", readOnly: true })).toEqual({
    ok: true,
    options: { url: "https://x.example/scim/v2", token: "t", readOnly: true, strict: false, json: false },
  });
  expect(parseCheckOptions({ token: "t" })).toMatchObject({
    problem: expect.stringContaining("--url is missing"),
  });
});
