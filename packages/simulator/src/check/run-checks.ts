import { randomBytes } from "node:crypto";
import { isObject } from "../json.ts";
import type { Check, Clause, Level } from "./check.ts";
import { checks } from "./checks/checks.ts";
import { Scene, type SceneOptions } from "./scene.ts";
import { CheckFailure, Leniency, NotApplicable } from "./verdicts.ts";

/**
 * `lenient` took what the clause refuses. `skipped` says nothing: the feature is not offered, the check would
 * write, or there was nothing to try it on.
 */
export type Outcome = "passed" | "failed" | "lenient" | "skipped";

export type CheckResult = {
  readonly id: string;
  readonly level: Level;
  readonly clause: Clause;
  readonly text: string;
  readonly outcome: Outcome;
  /** Why it did not pass. */
  readonly reason?: string;
  /** The requests and what they were answered, where the check did not pass. */
  readonly exchanges?: readonly string[];
  readonly ms: number;
};

export type CheckReport = {
  /** No MUST failed; with `strict`, none was lenient either. */
  readonly ok: boolean;
  readonly url: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly requests: number;
  readonly results: readonly CheckResult[];
  /** Paths of what was created and could not be deleted. */
  readonly leftBehind: readonly string[];
};

export type CheckOptions = Omit<SceneOptions, "run"> & {
  /** Only checks that create nothing. */
  readonly readOnly?: boolean;
  /** Leniency counts as failure. */
  readonly strict?: boolean;
  readonly onResult?: (result: CheckResult) => void;
};

/** Grades a SCIM server, one check after another, and removes what the checks made. */
export const runChecks = async ({
  readOnly,
  strict,
  onResult,
  ...options
}: CheckOptions): Promise<CheckReport> => {
  const started = new Date();
  const scene = new Scene({ ...options, run: randomBytes(4).toString("hex") });
  const results: CheckResult[] = [];
  let leftBehind: readonly string[] = [];
  try {
    for (const check of checks) {
      const result = await runOne(check, scene, readOnly === true);
      results.push(result);
      onResult?.(result);
    }
  } finally {
    leftBehind = await scene.cleanUp();
    scene[Symbol.dispose]();
  }
  const bad: readonly Outcome[] = strict ? ["failed", "lenient"] : ["failed"];
  return {
    ok: !results.some(({ level, outcome }) => level === "MUST" && bad.includes(outcome)),
    url: options.url,
    startedAt: started.toISOString(),
    durationMs: Date.now() - started.getTime(),
    requests: scene.exchanges.length,
    results,
    leftBehind,
  };
};

const runOne = async (check: Check, scene: Scene, readOnly: boolean): Promise<CheckResult> => {
  const { run, writes, needs: _, ...told } = check;
  const from = performance.now();
  const first = scene.exchanges.length;
  const finish = (outcome: Outcome, reason?: string): CheckResult => ({
    ...told,
    outcome,
    ...(reason === undefined ? {} : { reason, exchanges: scene.exchanges.slice(first) }),
    ms: performance.now() - from,
  });
  if (readOnly && writes) return finish("skipped", "it would write");
  try {
    if (await isMissing(check, scene)) return finish("skipped", `the server does not offer ${check.needs}`);
    await run(scene);
    return finish("passed");
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error instanceof NotApplicable) return finish("skipped", error.message);
    if (error instanceof Leniency) return finish("lenient", error.message);
    // Whatever else goes wrong on the way (no connection, a body that drips) is the server's too.
    if (!(error instanceof CheckFailure) && error.name !== "ScimFailure") throw error;
    return finish("failed", error.message);
  }
};

/** Only a plain "no" counts: a server that says nothing is tried. */
const isMissing = async ({ needs }: Check, scene: Scene): Promise<boolean> => {
  if (needs === undefined) return false;
  const feature = (await scene.config())[needs];
  return isObject(feature) && feature.supported === false;
};
