import { compareWithServer } from "./compare.ts";
import { makeOrg } from "./directory.ts";
import { lifecycleOrg, runLifecycle, type StepResult } from "./lifecycle.ts";
import { type Connection, connect } from "./personas/connect.ts";
import { oktaBaseUrlProblem } from "./personas/okta.ts";
import type { Persona } from "./personas/persona.ts";
import { type PersonaName, type ProviderName, personas, personasOf } from "./personas/personas.ts";
import type { Switches } from "./personas/switches.ts";
import { lineProgress, type Progress } from "./progress.ts";
import { renderReport, type SimulationReport, summarize } from "./report.ts";
import { type ImportProgress, type ImportResult, runImport } from "./scenario.ts";
import type { ScimClientOptions, Wait } from "./scim-client.ts";

export const scenarios = ["import", "lifecycle"] as const;
export type Scenario = (typeof scenarios)[number];

export type SimulateOptions = Switches & {
  readonly provider: ProviderName;
  /** The SCIM base URL, as pasted into the provider. */
  readonly url: string;
  readonly token: string;
  readonly persona?: PersonaName;
  /** `import` (the default) assigns users and pushes groups; `lifecycle` walks through a directory's life. */
  readonly scenario?: Scenario;
  readonly users?: number;
  readonly groups?: number;
  readonly membersPerGroup?: number;
  readonly seed?: number;
  /** Users in flight. */
  readonly concurrency?: number;
  /** Okta's own pace between requests, and its refusal of base URLs. */
  readonly realistic?: boolean;
  /** The report goes to `output` as JSON; nothing else does. */
  readonly json?: boolean;
  readonly output: (line: string) => void;
  /** Lines to `output` every two seconds unless given. */
  readonly progress?: Progress;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly onStep?: (step: StepResult) => void;
  /** What the transport may be told: tests wait less, private servers need an authority. */
  readonly transport?: Pick<ScimClientOptions, "ca" | "signal" | "sleep" | "timeoutMs">;
};

type Run = {
  readonly options: SimulateOptions;
  readonly persona: Persona;
  readonly progress: Progress;
};

type Done = { readonly imported?: ImportResult; readonly steps?: readonly StepResult[] };

/** Plays one provider against a SCIM server, says how it goes, reads the server back and reports. */
export const simulate = async (options: SimulateOptions): Promise<SimulationReport> => {
  const startedAt = new Date();
  const progress = progressOf(options);
  const persona = options.persona ?? (personasOf(options.provider)[0].name as PersonaName);
  const connection = connect({
    url: options.url,
    token: options.token,
    persona,
    switches: { ...(options.realistic ? { delayMs: 250 } : {}), ...given(persona, options) },
    onWait: (wait) => progress.announce(waitLine(wait)),
    ...options.transport,
  });
  const problem = options.provider === "okta" ? oktaBaseUrlProblem(options.url) : undefined;
  const refused = problem !== undefined && options.realistic === true;
  const { name, provider, evidence } = connection.definition;
  try {
    const done = refused ? {} : await play({ options, persona: connection.persona, progress });
    const report: SimulationReport = {
      provider,
      persona: name,
      evidence,
      url: options.url,
      startedAt: startedAt.toISOString(),
      ...(await conclude(connection, done)),
      durationMs: Date.now() - startedAt.getTime(),
      warnings: problem === undefined ? [] : [problem],
    };
    progress.end();
    show(report, options);
    return report;
  } finally {
    progress.end();
    connection[Symbol.dispose]();
  }
};

/** Only the switches that were given: an absent one must not override the persona's default. */
const given = (persona: PersonaName, options: SimulateOptions): Switches =>
  Object.fromEntries(
    Object.keys(personas[persona].defaults).flatMap((key) => {
      const value = options[key as keyof Switches];
      return value === undefined ? [] : [[key, value]];
    }),
  );

const progressOf = ({ json, progress, output }: SimulateOptions): Progress =>
  progress ?? lineProgress(json ? () => undefined : output);

const play = (run: Run): Promise<Done> =>
  run.options.scenario === "lifecycle" ? playLifecycle(run) : playImport(run);

const playImport = async ({ options, persona, progress }: Run): Promise<Done> => {
  const { users = 25, groups = 3, membersPerGroup = 10, seed = 1, concurrency = 4 } = options;
  const test = await persona.testConnection();
  // With a wrong token or address every request would fail; Okta does not let the admin go on either.
  if (!test.ok) return {};
  const org = makeOrg({ users, groups: persona.traits.groups ? groups : 0, membersPerGroup, seed });
  const onProgress = (state: ImportProgress) => {
    progress.update(progressLine(state));
    options.onProgress?.(state);
  };
  return { imported: await runImport(persona, org, { concurrency, onProgress }) };
};

const waitLine = ({ operation, ms, nextAttempt, maxAttempts }: Wait): string =>
  `429 at ${operation}: attempt ${nextAttempt} of ${maxAttempts} in ${ms / 1000} s`;

const progressLine = ({ phase, done, total, failed }: ImportProgress): string =>
  `${phase} ${done}/${total}${failed === 0 ? "" : `, ${failed} failed`}`;

const playLifecycle = async ({ options, persona }: Run): Promise<Done> => {
  const onStep = (step: StepResult) => {
    options.onStep?.(step);
    if (!options.json) options.output(`${step.ok ? "✓" : "✗"} ${step.name}: ${step.result}`);
  };
  return { steps: await runLifecycle(persona, onStep, lifecycleOrg(options.seed)) };
};

const conclude = async ({ client, persona }: Connection, done: Done) => {
  // A connection that failed its test has pushed nothing that could be compared.
  const started = done.imported !== undefined || (done.steps?.length ?? 0) > 1;
  const compared = started ? await compareWithServer(client, persona.belief) : undefined;
  const comparison = compared?.ok ? compared.value : undefined;
  const ok =
    client.tasks.length === 0 &&
    comparison?.differences.length === 0 &&
    (done.steps ?? []).every((step) => step.ok);
  const tasks = [...client.tasks];
  return {
    ok,
    ...summarize(client.exchanges),
    tasks,
    ...done,
    ...(comparison === undefined ? {} : { comparison }),
  };
};

const show = (report: SimulationReport, { json, output }: SimulateOptions): void => {
  if (json) output(JSON.stringify(report, undefined, 2));
  else for (const line of renderReport(report)) output(line);
};
