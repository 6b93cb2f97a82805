import { nameKey, type SchemaDefinition } from "@rollcall/scim";
import { sql } from "kysely";
import type { CustomSchema, ExtensibleType } from "../../directory/custom-schema.ts";
import type { CustomSchemaStore } from "../../directory/custom-schema-store.ts";
import { type Engine, RefusedBatch } from "../engine.ts";
import { lockRow, requireThat } from "../preconditions.ts";
import { queryBuilder } from "../query.ts";
import type { Tables } from "../tables.ts";

const GONE = "no directory";
const TOO_MANY = "too many schemas";

export function createCustomSchemaStore(engine: Engine): CustomSchemaStore {
  const { dialect } = engine;
  const db = queryBuilder(dialect);

  return {
    async put(schema, max) {
      const row = toRow(schema);
      const { directory_id, urn_key, resource_type, definition, updated_at } = row;
      const there = sql`exists (select 1 from directories where id = ${directory_id} and deleting = 0)`;
      const room = sql`(select count(*) from custom_schemas
        where directory_id = ${directory_id} and urn_key <> ${urn_key}) < ${sql.lit(max)}`;
      const insert = db
        .insertInto("custom_schemas")
        .values(row)
        .onConflict((conflict) =>
          conflict
            .columns(["directory_id", "urn_key"])
            .doUpdateSet({ resource_type, definition, updated_at }),
        );
      try {
        await engine.write([
          lockRow(db, dialect, "directories", directory_id),
          requireThat(db, there, GONE),
          requireThat(db, room, TOO_MANY),
          insert.compile(),
        ]);
        return { kind: "done" };
      } catch (error) {
        if (error instanceof RefusedBatch && error.code === GONE) return { kind: "noDirectory" };
        if (error instanceof RefusedBatch && error.code === TOO_MANY) return { kind: "tooMany" };
        throw error;
      }
    },

    async list(directoryId) {
      const query = db.selectFrom("custom_schemas").selectAll().where("directory_id", "=", directoryId);
      return (await engine.read(query.orderBy("urn_key").compile())).map(toCustomSchema);
    },

    async remove(directoryId, urn) {
      await engine.write([
        db
          .deleteFrom("custom_schemas")
          .where("directory_id", "=", directoryId)
          .where("urn_key", "=", nameKey(urn))
          .compile(),
      ]);
    },
  };
}

function toRow({ directoryId, resourceType, schema, createdAt, updatedAt }: CustomSchema) {
  return {
    directory_id: directoryId,
    urn_key: nameKey(schema.id),
    resource_type: resourceType,
    definition: JSON.stringify(schema),
    created_at: createdAt,
    updated_at: updatedAt,
  };
}

function toCustomSchema(row: Tables["custom_schemas"]): CustomSchema {
  return {
    directoryId: row.directory_id,
    resourceType: row.resource_type as ExtensibleType,
    schema: JSON.parse(row.definition) as SchemaDefinition,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
