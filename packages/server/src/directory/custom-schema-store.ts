import type { CustomSchema } from "./custom-schema.ts";

/** A schema is found by its URN without regard to case. */
export type CustomSchemaStore = {
  /** Adds it, or takes the place of the one with this URN and keeps its time of creation. */
  put(schema: CustomSchema, max: number): Promise<{ readonly kind: "done" | "noDirectory" | "tooMany" }>;
  /** All of a directory's, by URN. */
  list(directoryId: string): Promise<readonly CustomSchema[]>;
  remove(directoryId: string, urn: string): Promise<void>;
};
