import { sql } from "kysely";
import type {
  DirectoryChanges,
  DirectoryCounts,
  DirectoryOutcome,
  DirectoryQuery,
  DirectoryStore,
} from "../../directory/directory-store.ts";
import { pageOf, rangeOfPage } from "../../kernel/page.ts";
import type { Dialect } from "../dialect.ts";
import { type Engine, RefusedBatch } from "../engine.ts";
import { containing, orderedBy, withinRange } from "../keyset.ts";
import { logStatement } from "../log-statement.ts";
import { lockRow, requireThat } from "../preconditions.ts";
import { queryBuilder } from "../query.ts";
import type { Tables } from "../tables.ts";
import { toDirectory, toDirectoryRow } from "./directory-row.ts";

const STALE = "directory changed";
const NO_ORGANIZATION = "no organization";

export function createDirectoryStore(engine: Engine): DirectoryStore {
  const { dialect } = engine;
  const db = queryBuilder(dialect);
  const all = db.selectFrom("directories").selectAll();

  return {
    async find(id) {
      const [row] = await engine.read(all.where("id", "=", id).compile());
      return row && toDirectory(row);
    },

    async idOfKey(key) {
      const named = db
        .selectFrom("directories")
        .select("id")
        .where((where) =>
          where.or([where("external_key", "=", key), where("label", "=", key.toLowerCase())]),
        );
      const [row] = await engine.read(named.limit(1).compile());
      return row?.id;
    },

    async list(query) {
      const rows = await engine.read(listQuery(query).compile(db));
      return pageOf(rows.map(toDirectory), query, ({ id }) => id);
    },

    async ofOrganization(organizationId) {
      const owned = all.where("organization_id", "=", organizationId).where("deleting", "=", 0);
      return (await engine.read(owned.orderBy("id").compile())).map(toDirectory);
    },

    async counts(ids) {
      if (ids.length === 0) return new Map();
      const query = countQuery(ids, dialect);
      const rows = await engine.read(query.compile(db));
      return new Map(ids.map((id) => [id, countsOf(rows.filter((row) => row.directory_id === id))]));
    },

    insert(directory, entry) {
      const { organizationId } = directory;
      const there = sql`exists (select 1 from organizations where id = ${organizationId} and deleting = 0)`;
      return attempt(engine, [
        lockRow(db, dialect, "organizations", organizationId),
        requireThat(db, there, NO_ORGANIZATION),
        db.insertInto("directories").values(toDirectoryRow(directory)).compile(),
        logStatement(db, entry),
      ]);
    },

    change(id, changes, expected, at, entry) {
      const same = sql`exists (select 1 from directories
        where id = ${id} and deleting = 0 and enabled = ${expected.enabled ? 1 : 0})`;
      const values = { ...changedColumns(changes), updated_at: at };
      return attempt(engine, [
        lockRow(db, dialect, "directories", id),
        requireThat(db, same, STALE),
        db.updateTable("directories").set(values).where("id", "=", id).compile(),
        ...(entry ? [logStatement(db, entry)] : []),
      ]);
    },

    markDeleting(id, entry, at) {
      const live = sql`exists (select 1 from directories where id = ${id} and deleting = 0)`;
      return attempt(engine, [
        lockRow(db, dialect, "directories", id),
        requireThat(db, live, STALE),
        db
          .updateTable("directories")
          .set({ deleting: 1, label: null, updated_at: at })
          .where("id", "=", id)
          .compile(),
        logStatement(db, entry),
      ]);
    },
  };
}

function listQuery(query: DirectoryQuery) {
  const range = rangeOfPage(query);
  const { organizationId, search, domain } = query;
  const owned = organizationId === undefined ? sql`` : sql` and organization_id = ${organizationId}`;
  const named =
    search === undefined ? sql`` : sql` and lower(name) like ${containing(search)} escape ${sql.lit("!")}`;
  const placed = domain === undefined ? sql`` : sql` and domain = ${domain.toLowerCase()}`;
  return sql<Tables["directories"]>`select * from directories
    where 1 = 1${owned}${named}${placed}${withinRange("id", range)} ${orderedBy("id", range)}`;
}

type CountRow = { readonly directory_id: string; readonly counted: string; readonly total: number };

/** Both counts stay within an index: the inactive users are the few, and the active ones are the rest. */
function countQuery(ids: readonly string[], { objectState }: Dialect) {
  const visible = sql`directory_id in (${sql.join(ids)}) and visible = 1`;
  return sql<CountRow>`select directory_id, type as counted, count(*) as total from resources
    where ${visible} and type in ('User', 'Group') group by directory_id, type
    union all select directory_id, 'inactive' as counted, count(*) as total from resources
    where ${visible} and type = 'User' and (${sql.raw(objectState)}) = 'inactive' group by directory_id`;
}

function countsOf(rows: readonly CountRow[]): DirectoryCounts {
  const count = (counted: string) => rows.find((row) => row.counted === counted)?.total ?? 0;
  const inactiveUsers = count("inactive");
  return { activeUsers: count("User") - inactiveUsers, inactiveUsers, groups: count("Group") };
}

function changedColumns(changes: DirectoryChanges): Partial<Tables["directories"]> {
  const columns = {
    name: changes.name,
    label: changes.label,
    profile: changes.profile,
    enabled: changes.enabled === undefined ? undefined : changes.enabled ? 1 : 0,
    deprovisioning: changes.deprovisioning,
    membership_on_deactivation: changes.membershipOnDeactivation,
    unknown_members: changes.unknownMembers,
    user_id_attribute: changes.userIdAttribute,
    domain: changes.domain,
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

async function attempt(
  engine: Engine,
  statements: Parameters<Engine["write"]>[0],
): Promise<DirectoryOutcome> {
  try {
    await engine.write(statements);
    return { kind: "done" };
  } catch (error) {
    if (!(error instanceof RefusedBatch)) throw error;
    if (error.code === STALE) return { kind: "stale" };
    if (error.code === NO_ORGANIZATION) return { kind: "organizationNotFound" };
    if (/^unique:.*label/.test(error.code)) return { kind: "labelTaken" };
    throw error;
  }
}
