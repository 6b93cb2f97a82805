import type { Check } from "../check.ts";
import { changeChecks } from "./change.ts";
import { createChecks } from "./create.ts";
import { discoveryChecks } from "./discovery.ts";
import { optionalChecks } from "./optional.ts";
import { queryChecks } from "./query.ts";
import { readChecks } from "./read.ts";

/** Every check, in the order in which they run. */
export const checks: readonly Check[] = [
  ...discoveryChecks,
  ...createChecks,
  ...readChecks,
  ...queryChecks,
  ...changeChecks,
  ...optionalChecks,
];
