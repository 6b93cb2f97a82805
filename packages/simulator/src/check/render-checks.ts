import type { Level } from "./check.ts";
import type { CheckReport, CheckResult, Outcome } from "./run-checks.ts";

const marks: Readonly<Record<Outcome, string>> = { passed: "✓", failed: "✗", lenient: "~", skipped: "-" };
const levels: readonly Level[] = ["MUST", "SHOULD", "MAY"];
const outcomes: readonly Outcome[] = ["passed", "failed", "lenient", "skipped"];

const clauseOf = ({ clause }: CheckResult): string => `RFC ${clause.rfc} §${clause.section}`;

/** One line for one check, and below it why it did not pass. */
export const renderCheck = (result: CheckResult): readonly string[] => {
  const { id, level, text, outcome, reason } = result;
  const line = `${marks[outcome]} ${id.padEnd(5)}${level.padEnd(7)}${text} (${clauseOf(result)})`;
  return reason === undefined || outcome === "skipped" ? [line] : [line, `    ${reason}`];
};

/** What stands below the lines of the checks: the counts, what was left out and why, and the verdict. */
export const renderCheckSummary = ({
  results,
  requests,
  durationMs,
  leftBehind,
  ok,
}: CheckReport): readonly string[] => {
  const counted = (level: Level, outcome: Outcome) =>
    results.filter((one) => one.level === level && one.outcome === outcome).length;
  const reasons = new Map<string, number>();
  for (const { outcome, reason = "" } of results) {
    if (outcome === "skipped") reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return [
    "",
    ["level ", ...outcomes.map((outcome) => outcome.padStart(8))].join(" "),
    ...levels.map((level) =>
      [level.padEnd(6), ...outcomes.map((outcome) => String(counted(level, outcome)).padStart(8))].join(" "),
    ),
    ...[...reasons].map(([reason, count]) => `skipped ${count}: ${reason}`),
    ...leftBehind.map((path) => `left behind: ${path}`),
    `${results.length} checks, ${requests} requests, ${(durationMs / 1000).toFixed(1)} s.`,
    ok ? "Every MUST that was tried holds." : "Not every MUST holds.",
  ];
};

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** For an attribute or text of XML 1.0; characters that XML cannot hold are replaced. */
const xml = (value: string): string =>
  value
    .replace(/[&<>"]/g, (character) => escapes[character] ?? character)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are not allowed in XML.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");

/** JUnit's XML, which build servers read. Only a MUST fails; what is weaker is told in the test's output. */
export const renderJunit = (
  { results, durationMs, startedAt, url, ok: _ }: CheckReport,
  strict = false,
): string => {
  const failing = (result: CheckResult) =>
    result.level === "MUST" && (result.outcome === "failed" || (strict && result.outcome === "lenient"));
  const cases = results.map((result) => {
    const { id, level, text, outcome, reason = "", exchanges = [], ms } = result;
    const open = `    <testcase classname="${xml(`${level}.${clauseOf(result)}`)}" name="${xml(`${id} ${text}`)}" time="${(ms / 1000).toFixed(3)}"`;
    if (outcome === "passed") return `${open}/>`;
    const detail = xml([reason, ...exchanges].join("\n"));
    const inner = failing(result)
      ? `<failure message="${xml(reason)}">${detail}</failure>`
      : outcome === "skipped"
        ? `<skipped message="${xml(reason)}"/>`
        : `<system-out>${outcome}: ${detail}</system-out>`;
    return `${open}>${inner}</testcase>`;
  });
  const failures = results.filter(failing).length;
  const skipped = results.filter(({ outcome }) => outcome === "skipped").length;
  const counts = `tests="${results.length}" failures="${failures}" errors="0" skipped="${skipped}" time="${(durationMs / 1000).toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${xml(`SCIM 2.0 at ${url}`)}" timestamp="${startedAt.slice(0, 19)}" ${counts}>`,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
};
