import type { Org } from "./directory.ts";
import { inParallel } from "./parallel.ts";
import type { Persona, Pushed } from "./personas/persona.ts";
import type { JobResult } from "./scim-client.ts";

export type Tally = { readonly created: number; readonly linked: number; readonly failed: number };
export type ImportResult = { readonly users: Tally; readonly groups: Tally };

export type ImportProgress = {
  readonly phase: "users" | "groups";
  readonly done: number;
  readonly total: number;
  readonly failed: number;
};

export type ImportOptions = {
  /** Users in flight. Groups go one after another unless the persona pushes them at once. */
  readonly concurrency?: number;
  readonly onProgress?: (progress: ImportProgress) => void;
};

/** Assigns every user, then pushes every group: members can only be sent once they have an id on the server. */
export const runImport = async (
  persona: Persona,
  org: Org,
  { concurrency = 4, onProgress = () => undefined }: ImportOptions = {},
): Promise<ImportResult> => {
  const lanes = persona.traits.concurrentGroupPushes ? concurrency : 1;
  const users = await pushAll("users", org.users, concurrency, persona.assignUser, onProgress);
  const groups = await pushAll("groups", org.groups, lanes, persona.pushGroup, onProgress);
  return { users, groups };
};

const pushAll = async <T>(
  phase: ImportProgress["phase"],
  items: readonly T[],
  concurrency: number,
  push: (item: T) => Promise<JobResult<Pushed>>,
  onProgress: (progress: ImportProgress) => void,
): Promise<Tally> => {
  const tally = { created: 0, linked: 0, failed: 0 };
  let done = 0;
  await inParallel(items, concurrency, async (item) => {
    const result = await push(item);
    tally[result.ok ? result.value.how : "failed"] += 1;
    done += 1;
    onProgress({ phase, done, total: items.length, failed: tally.failed });
  });
  return tally;
};
