import type { Dialect } from "../dialect.ts";
import { first } from "./0001-first.ts";

/** One step of the schema: a list of statements that apply together or not at all, and never change once released. */
export type Migration = {
  readonly name: string;
  readonly statements: (dialect: Dialect) => readonly string[];
};

export const migrations: readonly Migration[] = [first];
