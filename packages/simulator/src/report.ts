import type { Comparison, Difference } from "./compare.ts";
import type { StepResult } from "./lifecycle.ts";
import type { Evidence } from "./personas/define-persona.ts";
import type { ImportResult } from "./scenario.ts";
import type { Exchange, Task } from "./scim-client.ts";
import { type Column, renderTable } from "./text-table.ts";

export type RequestFigures = {
  readonly requests: number;
  /** Requests whose answer the provider could not use, refused attempts included. */
  readonly failures: number;
  /** Of these, 429s. */
  readonly throttled: number;
  readonly p50: number;
  readonly p99: number;
};

export type OperationFigures = RequestFigures & { readonly operation: string; readonly request: string };

/** What a simulation did and found, as data. */
export type SimulationReport = {
  /** No job failed, no step failed, and the server holds what was pushed. */
  readonly ok: boolean;
  readonly provider: string;
  readonly persona: string;
  readonly evidence: Evidence;
  readonly url: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly warnings: readonly string[];
  readonly totals: RequestFigures & { readonly bytesSent: number; readonly bytesReceived: number };
  readonly operations: readonly OperationFigures[];
  /** Failed jobs, as the provider's dashboard would list them. */
  readonly tasks: readonly Task[];
  readonly imported?: ImportResult;
  readonly steps?: readonly StepResult[];
  /** Absent when the server could not be read back. */
  readonly comparison?: Comparison;
};

export const summarize = (
  exchanges: readonly Exchange[],
): Pick<SimulationReport, "totals" | "operations"> => {
  const groups = new Map<string, Exchange[]>();
  for (const exchange of exchanges) {
    const key = `${exchange.operation}\n${exchange.method} ${exchange.route}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [exchange]);
    else group.push(exchange);
  }
  return {
    totals: {
      ...figures(exchanges),
      bytesSent: sum(exchanges.map(({ bytesSent }) => bytesSent)),
      bytesReceived: sum(exchanges.map(({ bytesReceived }) => bytesReceived)),
    },
    operations: [...groups].map(([key, list]) => {
      const [operation = "", request = ""] = key.split("\n");
      return { operation, request, ...figures(list) };
    }),
  };
};

const figures = (exchanges: readonly Exchange[]): RequestFigures => {
  const times = Float64Array.from(exchanges, ({ ms }) => ms).sort();
  return {
    requests: exchanges.length,
    failures: exchanges.filter(({ error }) => error !== undefined).length,
    throttled: exchanges.filter(({ status }) => status === 429).length,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  };
};

/** Nearest rank. */
const percentile = (sorted: Float64Array, share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const figureColumns: readonly Column[] = [
  { title: "operation" },
  { title: "request" },
  { title: "requests", align: "right" },
  { title: "failed", align: "right" },
  { title: "429", align: "right" },
  { title: "p50 ms", align: "right" },
  { title: "p99 ms", align: "right" },
];

/** Lists are cut here; the JSON report has all of them. */
const shown = 20;

export const renderReport = (report: SimulationReport): readonly string[] => {
  const { operations, totals, tasks, comparison, warnings } = report;
  const rows = [...operations, { operation: "total", request: "", ...totals }];
  return [
    ...renderTable(figureColumns, rows.map(figureRow)),
    "",
    ...renderComparison(comparison),
    ...renderTasks(tasks),
    ...warnings.map((warning) => `warning: ${warning}`),
    report.ok ? "The server holds what was pushed." : verdict(report),
  ];
};

const figureRow = ({ operation, request, requests, failures, throttled, p50, p99 }: OperationFigures) => [
  operation,
  request,
  String(requests),
  String(failures),
  String(throttled),
  p50.toFixed(1),
  p99.toFixed(1),
];

const renderComparison = (comparison: Comparison | undefined): readonly string[] => {
  if (comparison === undefined) return [];
  const row = (what: string, { pushed, same, others }: Comparison["users"]) => [
    what,
    String(pushed),
    String(same),
    String(pushed - same),
    String(others),
  ];
  const columns: readonly Column[] = [
    { title: "on the server" },
    { title: "pushed", align: "right" },
    { title: "the same", align: "right" },
    { title: "different", align: "right" },
    { title: "not from here", align: "right" },
  ];
  const counts = renderTable(columns, [row("users", comparison.users), row("groups", comparison.groups)]);
  return [...counts, "", ...renderDifferences(comparison.differences)];
};

const renderDifferences = (differences: readonly Difference[]): readonly string[] => {
  if (differences.length === 0) return [];
  const columns = ["difference", "field", "pushed", "found"].map((title) => ({ title }));
  const rows = differences
    .slice(0, shown)
    .map((one) => [
      `${one.resource} ${one.subject}`,
      one.field,
      one.pushed,
      one.found === "" ? "nothing" : one.found,
    ]);
  return [...renderTable(columns, rows), ...more(differences.length), ""];
};

const renderTasks = (tasks: readonly Task[]): readonly string[] => {
  if (tasks.length === 0) return [];
  const columns = ["failed job", "subject", "why"].map((title) => ({ title }));
  const rows = tasks.slice(0, shown).map(({ operation, subject, message }) => [operation, subject, message]);
  return [...renderTable(columns, rows), ...more(tasks.length), ""];
};

const more = (length: number): readonly string[] =>
  length > shown ? [`… and ${length - shown} more; the JSON report has all of them.`] : [];

const verdict = ({ tasks, steps = [], comparison }: SimulationReport): string => {
  const failedSteps = steps.filter(({ ok }) => !ok).length;
  const parts = [
    tasks.length > 0 ? plural(tasks.length, "job", "failed") : "",
    failedSteps > 0 ? plural(failedSteps, "step", "failed") : "",
    comparison === undefined ? "the server's state could not be read back" : "",
    (comparison?.differences.length ?? 0) > 0
      ? plural(comparison?.differences.length ?? 0, "difference", "between what was pushed and what is there")
      : "",
  ];
  return `Not as it should be: ${parts.filter((part) => part !== "").join("; ")}.`;
};

const plural = (count: number, noun: string, rest: string): string =>
  `${count} ${noun}${count === 1 ? "" : "s"} ${rest}`;
