import type { Dialect } from "../dialect.ts";

/** One step of the schema: a list of statements that apply together or not at all, and never change once released. */
export type Migration = {
  readonly name: string;
  readonly statements: (dialect: Dialect) => readonly string[];
};
