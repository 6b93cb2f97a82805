import { sql } from "kysely";
import { pageOf, rangeOfPage } from "../../kernel/page.ts";
import type { Diagnosis } from "../../requests/diagnose.ts";
import type { RequestRecord } from "../../requests/request-record.ts";
import type { RequestFilter, RequestStore } from "../../requests/request-store.ts";
import type { Engine } from "../engine.ts";
import { queryBuilder } from "../query.ts";
import type { Tables } from "../tables.ts";

/** What a caller searches for is text, not a pattern. */
const LIKE_WORDS = /[\\%_]/g;

export function createRequestStore(engine: Engine): RequestStore {
  const db = queryBuilder(engine.dialect);

  const matching = ({ directoryId, outcome, diagnosis, search }: RequestFilter) => {
    let query = db.selectFrom("scim_requests").selectAll().where("directory_id", "=", directoryId);
    if (outcome) query = query.where("status", outcome === "ok" ? "<" : ">=", 400);
    if (diagnosis) query = query.where("diagnosis", "=", diagnosis);
    if (search) {
      const pattern = `%${search.replace(LIKE_WORDS, "\\$&")}%`;
      query = query.where(sql<boolean>`(path || '?' || query) like ${pattern} escape '\\'`);
    }
    return query;
  };

  return {
    async append(records) {
      await engine.write([db.insertInto("scim_requests").values(records.map(toColumns)).compile()]);
    },
    async list(filter, page) {
      const range = rangeOfPage(page);
      let query = matching(filter)
        .orderBy("id", range.descending ? "desc" : "asc")
        .limit(range.limit);
      if (range.above !== undefined) query = query.where("id", ">", range.above);
      if (range.below !== undefined) query = query.where("id", "<", range.below);
      const rows = await engine.read(query.compile());
      return pageOf(rows.map(toRecord), page, ({ id }) => id);
    },
    async find(directoryId, id) {
      const [row] = await engine.read(matching({ directoryId }).where("id", "=", id).compile());
      if (!row) return undefined;
      // Events are written while the request runs: its time bounds where they stand.
      const caused = db
        .selectFrom("events")
        .select("id")
        .where("directory_id", "=", directoryId)
        .where("request_id", "=", id)
        .where("type", "is not", null)
        .orderBy("position");
      const eventIds = (await engine.read(caused.compile())).map((event) => event.id);
      return { ...toRecord(row), eventIds };
    },
    async prune({ olderThan, keep, limit }) {
      const surplus = db.selectFrom("scim_requests").select("id").orderBy("id", "desc").offset(keep).limit(1);
      const [newestSurplus] = await engine.read(surplus.compile());
      const old = db
        .selectFrom("scim_requests")
        .select("id")
        .where((where) =>
          where.or([
            where("at", "<", olderThan),
            ...(newestSurplus ? [where("id", "<=", newestSurplus.id)] : []),
          ]),
        )
        .limit(limit);
      if ((await engine.read(old.limit(1).compile())).length === 0) return false;
      await engine.write([db.deleteFrom("scim_requests").where("id", "in", old).compile()]);
      return true;
    },
  };
}

function toColumns(record: RequestRecord): Tables["scim_requests"] {
  return {
    id: record.id,
    directory_id: record.directoryId,
    at: record.at,
    duration_ms: record.durationMs,
    method: record.method,
    path: record.path,
    query: record.query,
    status: record.status,
    client_address: record.clientAddress,
    user_agent: record.userAgent,
    token_id: record.tokenId,
    token_suffix: record.tokenSuffix,
    request_body: record.requestBody,
    response_body: record.responseBody,
    acted: JSON.stringify(record.acted),
    skipped: record.skipped,
    diagnosis: record.diagnosis,
  };
}

function toRecord(row: Tables["scim_requests"]): RequestRecord {
  return {
    id: row.id,
    directoryId: row.directory_id,
    at: row.at,
    durationMs: row.duration_ms,
    method: row.method,
    path: row.path,
    query: row.query,
    status: row.status,
    clientAddress: row.client_address,
    userAgent: row.user_agent,
    tokenId: row.token_id,
    tokenSuffix: row.token_suffix,
    requestBody: row.request_body,
    responseBody: row.response_body,
    acted: JSON.parse(row.acted) as readonly string[],
    skipped: row.skipped,
    diagnosis: row.diagnosis as Diagnosis | null,
  };
}
