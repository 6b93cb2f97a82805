import { sql } from "kysely";
import type { DirectoryToken, Scope } from "../../directory/directory-token.ts";
import type {
  DirectoryTokenStore,
  StoredToken,
  TokenOutcome,
} from "../../directory/directory-token-store.ts";
import { pageOf, rangeOfPage } from "../../kernel/page.ts";
import { type Engine, RefusedBatch } from "../engine.ts";
import { orderedBy, withinRange } from "../keyset.ts";
import { logStatement } from "../log-statement.ts";
import { lockRow, requireThat } from "../preconditions.ts";
import { queryBuilder } from "../query.ts";
import type { Tables } from "../tables.ts";
import { toDirectory } from "./directory-row.ts";
import { touchStatement } from "./touch-statement.ts";

const GONE = "no directory or token";
const TOO_MANY = "too many tokens";

export function createDirectoryTokenStore(engine: Engine): DirectoryTokenStore {
  const { dialect } = engine;
  const db = queryBuilder(dialect);
  const live = db.selectFrom("directory_tokens").selectAll().where("revoked_at", "is", null);

  return {
    insert(token, maxActive, entry) {
      const { directoryId, createdAt } = token;
      const there = sql`exists (select 1 from directories where id = ${directoryId} and deleting = 0)`;
      const room = sql`(select count(*) from directory_tokens where directory_id = ${directoryId}
        and revoked_at is null and (expires_at is null or expires_at > ${createdAt})) < ${sql.lit(maxActive)}`;
      return attempt(engine, [
        lockRow(db, dialect, "directories", directoryId),
        requireThat(db, there, GONE),
        requireThat(db, room, TOO_MANY),
        db.insertInto("directory_tokens").values(toRow(token)).compile(),
        logStatement(db, entry),
      ]);
    },

    async list(directoryId, query) {
      const range = rangeOfPage(query);
      const select = sql<Tables["directory_tokens"]>`select * from directory_tokens
        where directory_id = ${directoryId} and revoked_at is null${withinRange("id", range)} ${orderedBy("id", range)}`;
      return pageOf((await engine.read(select.compile(db))).map(toToken), query, ({ id }) => id);
    },

    async find(directoryId, id) {
      const query = live.where("id", "=", id).where("directory_id", "=", directoryId);
      const [row] = await engine.read(query.compile());
      return row && toToken(row);
    },

    async findByLookup(lookup) {
      // One statement: a token and its directory as of the same moment. Both have `id`, so the token's is renamed.
      const query = sql<FoundRow>`select d.*, t.id as token_id, t.lookup, t.hash, t.suffix, t.scopes, t.created_by,
        t.created_at as token_created_at, t.expires_at, t.last_used_at, t.revoked_at
        from directory_tokens as t join directories as d on d.id = t.directory_id
        where t.lookup = ${lookup} and t.revoked_at is null`;
      const [row] = await engine.read(query.compile(db));
      if (!row) return undefined;
      const token = { ...row, id: row.token_id, directory_id: row.id, created_at: row.token_created_at };
      return {
        token: { ...toToken(token), lookup: row.lookup, hash: row.hash },
        directory: toDirectory(row),
      };
    },

    revoke(directoryId, id, at, entry) {
      const there = sql`exists (select 1 from directory_tokens
        where id = ${id} and directory_id = ${directoryId} and revoked_at is null)`;
      return attempt(engine, [
        lockRow(db, dialect, "directories", directoryId),
        requireThat(db, there, GONE),
        db.updateTable("directory_tokens").set({ revoked_at: at }).where("id", "=", id).compile(),
        logStatement(db, entry),
      ]);
    },

    async touch(uses) {
      await engine.write(uses.map((use) => touchStatement(db, "directory_tokens", use)));
    },
  };
}

type FoundRow = Tables["directories"] &
  Omit<Tables["directory_tokens"], "id" | "directory_id" | "created_at"> & {
    readonly token_id: string;
    readonly token_created_at: number;
  };

async function attempt(engine: Engine, statements: Parameters<Engine["write"]>[0]): Promise<TokenOutcome> {
  try {
    await engine.write(statements);
    return { kind: "done" };
  } catch (error) {
    if (!(error instanceof RefusedBatch)) throw error;
    if (error.code === GONE) return { kind: "notFound" };
    if (error.code === TOO_MANY) return { kind: "tooMany" };
    throw error;
  }
}

function toToken(row: Tables["directory_tokens"]): DirectoryToken {
  return {
    id: row.id,
    directoryId: row.directory_id,
    suffix: row.suffix,
    scopes: JSON.parse(row.scopes) as Scope[],
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}

function toRow(token: StoredToken): Tables["directory_tokens"] {
  return {
    id: token.id,
    directory_id: token.directoryId,
    lookup: token.lookup,
    hash: token.hash,
    suffix: token.suffix,
    scopes: JSON.stringify(token.scopes),
    created_by: token.createdBy,
    created_at: token.createdAt,
    expires_at: token.expiresAt,
    last_used_at: token.lastUsedAt,
    revoked_at: null,
  };
}
