import { first } from "./0001-first.ts";
import { web } from "./0002-web.ts";
import { customSchemas } from "./0003-custom-schemas.ts";
import type { Migration } from "./migration.ts";

/** In the order in which they are applied. */
export const migrations: readonly Migration[] = [first, web, customSchemas];
