import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Leaves figures for `npm run soak`, which names the folder; other runs only print theirs. */
export function recordResult(name: string, figures: object): void {
  const folder = process.env.SOAK_RESULTS;
  if (folder !== undefined) writeFileSync(join(folder, `${name}.json`), JSON.stringify(figures));
}
