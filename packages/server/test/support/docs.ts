import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const projectRoot = fileURLToPath(new URL("../../../..", import.meta.url));

/** A page of the documentation, by its path below `docs/`. */
export function readDoc(path: string): string {
  return readFileSync(`${projectRoot}/docs/${path}`, "utf8");
}

/** Replaces what an example says with what a test needs; an example that no longer says it is an error. */
export function substitute(text: string, replacements: ReadonlyMap<string, string>): string {
  let result = text;
  for (const [from, to] of replacements) {
    if (!result.includes(from)) throw new Error(`The example no longer has ${JSON.stringify(from)}.`);
    result = result.replaceAll(from, to);
  }
  return result;
}
