import { sql } from "kysely";
import type { ApiKey } from "../../access/api-key.ts";
import type { ApiKeyStore, StoredApiKey } from "../../access/api-key-store.ts";
import { type Engine, RefusedBatch } from "../engine.ts";
import { requireThat } from "../preconditions.ts";
import { queryBuilder } from "../query.ts";
import type { Tables } from "../tables.ts";
import { touchStatement } from "./touch-statement.ts";

/** Always the same, so that of two processes that start on an empty database one runs into the other's row. */
const FIRST_ID = "api_key_00000000000000000000000000";
const NOT_FIRST = "not the first key";

export function createApiKeyStore(engine: Engine): ApiKeyStore {
  const db = queryBuilder(engine.dialect);
  const live = db.selectFrom("api_keys").selectAll().where("revoked_at", "is", null);
  const insert = (key: StoredApiKey) => db.insertInto("api_keys").values(toRow(key)).compile();

  return {
    async insert(key) {
      await engine.write([insert(key)]);
    },

    async insertFirst(key) {
      try {
        await engine.write([
          requireThat(db, sql`not exists (select 1 from api_keys)`, NOT_FIRST),
          insert({ ...key, id: FIRST_ID }),
        ]);
        return true;
      } catch (error) {
        if (error instanceof RefusedBatch) return false;
        throw error;
      }
    },

    async findByLookup(lookup) {
      const [row] = await engine.read(live.where("lookup", "=", lookup).compile());
      return row && { ...toKey(row), lookup: row.lookup, hash: row.hash };
    },

    list: async () => (await engine.read(live.orderBy("id").compile())).map(toKey),

    async revoke(id, at) {
      const revoked = await engine.write([
        db
          .updateTable("api_keys")
          .set({ revoked_at: at })
          .where("id", "=", id)
          .where("revoked_at", "is", null)
          .returning("id")
          .compile(),
      ]);
      return (revoked[0]?.length ?? 0) > 0;
    },

    async touch(uses) {
      await engine.write(uses.map((use) => touchStatement(db, "api_keys", use)));
    },
  };
}

function toKey(row: Tables["api_keys"]): ApiKey {
  return {
    id: row.id,
    name: row.name,
    suffix: row.suffix,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}

function toRow(key: StoredApiKey): Tables["api_keys"] {
  return {
    id: key.id,
    lookup: key.lookup,
    hash: key.hash,
    suffix: key.suffix,
    name: key.name,
    created_at: key.createdAt,
    last_used_at: key.lastUsedAt,
    revoked_at: null,
  };
}
