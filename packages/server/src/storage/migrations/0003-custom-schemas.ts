import type { Migration } from "./migration.ts";

/** The extensions that one directory's provider sends, as the application describes them. */
export const customSchemas: Migration = {
  name: "0003-custom-schemas",
  statements: ({ text, integer }) => [
    `create table custom_schemas (
      directory_id ${text} not null references directories (id) on delete cascade, urn_key ${text} not null,
      resource_type ${text} not null, definition ${text} not null, created_at ${integer} not null,
      updated_at ${integer} not null, primary key (directory_id, urn_key))`,
  ],
};
