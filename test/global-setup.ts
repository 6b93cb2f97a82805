import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The maintenance database of the one PostgreSQL that this test run started. */
    postgresUrl: string;
  }
}

/** Throws when PostgreSQL can't start, which fails the whole run: no engine is ever skipped. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startEmbeddedPostgres();
  project.provide("postgresUrl", postgres.url);
  return postgres.stop;
}
