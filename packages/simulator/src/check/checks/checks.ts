import type { Check } from "../check.ts";
import { createChecks } from "./create.ts";
import { discoveryChecks } from "./discovery.ts";
import { optionalChecks } from "./optional.ts";
import { patchChecks } from "./patch.ts";
import { queryChecks } from "./query.ts";
import { readChecks } from "./read.ts";
import { replaceChecks } from "./replace.ts";

/** Every check, in the order in which they run. */
export const checks: readonly Check[] = [
  ...discoveryChecks,
  ...createChecks,
  ...readChecks,
  ...queryChecks,
  ...replaceChecks,
  ...patchChecks,
  ...optionalChecks,
];
