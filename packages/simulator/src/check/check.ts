import type { Scene } from "./scene.ts";

/** How strongly the RFC asks for it. */
export type Level = "MUST" | "SHOULD" | "MAY";

export type Clause = { readonly rfc: number; readonly section: string };

/** What a server may do without; a check that needs it is skipped where ServiceProviderConfig says no. */
export type Feature = "patch" | "bulk" | "filter" | "sort" | "etag";

/** One requirement and how it is tried. The id is that of `conformance/requirements`. */
export type Check = {
  readonly id: string;
  readonly level: Level;
  readonly clause: Clause;
  readonly text: string;
  /** Creates resources: left out when the server is only to be read. */
  readonly writes: boolean;
  readonly needs?: Feature;
  /** Throws what it found wrong. */
  readonly run: (scene: Scene) => Promise<void>;
};

type Options = { readonly reads?: boolean; readonly needs?: Feature };

/** One entry of a table of checks; it writes unless it says that it only reads. */
export const defineCheck = (
  id: string,
  level: Level,
  [rfc, section]: readonly [number, string],
  text: string,
  run: Check["run"],
  { reads = false, needs }: Options = {},
): Check => ({
  id,
  level,
  clause: { rfc, section },
  text,
  writes: !reads,
  ...(needs === undefined ? {} : { needs }),
  run,
});
