import { sql } from "kysely";
import type { OperatorSessionStore } from "../../access/operator-session-store.ts";
import type { Engine } from "../engine.ts";
import { queryBuilder } from "../query.ts";
import type { Tables } from "../tables.ts";

export function createOperatorSessionStore(engine: Engine): OperatorSessionStore {
  const db = queryBuilder(engine.dialect);
  return {
    async insert({ id, hash, keyId, keyBinding, createdAt, expiresAt }) {
      const row = {
        id,
        hash,
        key_id: keyId,
        key_binding: keyBinding,
        created_at: createdAt,
        expires_at: expiresAt,
      };
      await engine.write([db.insertInto("operator_sessions").values(row).compile()]);
    },

    async find(hash) {
      const query = sql<Tables["operator_sessions"] & { readonly key_name: string | null }>`
        select s.*, k.name as key_name from operator_sessions as s
        left join api_keys as k on k.id = s.key_id and k.revoked_at is null where s.hash = ${hash}`;
      const [row] = await engine.read(query.compile(db));
      return (
        row && {
          id: row.id,
          hash: row.hash,
          keyId: row.key_id,
          keyBinding: row.key_binding,
          keyName: row.key_name,
          createdAt: row.created_at,
          expiresAt: row.expires_at,
        }
      );
    },

    async remove(hash) {
      await engine.write([db.deleteFrom("operator_sessions").where("hash", "=", hash).compile()]);
    },
  };
}
