import { type RawBuilder, type SqlBool, sql } from "kysely";

/**
 * The named differences between the engines. Everything else in `storage` is written once; a statement that
 * needs an engine's own words takes them from here.
 */
export type Dialect = {
  readonly name: "sqlite" | "postgres";
  /** Column types for migrations. Text compares by code point on both: PostgreSQL would follow its locale. */
  readonly text: string;
  readonly integer: string;
  /** The key of the event log: SQLite's rowid is the public position at once; PostgreSQL sequences later. */
  readonly logKey: string;
  /** The `state` inside the JSON text of a resource's `object`, written as the index over it has it. */
  readonly objectState: string;
  readonly migrationPrelude: readonly string[];
  /** Serializes migrations of several replicas until the end of the batch. */
  readonly migrationLock: RawBuilder<unknown>;
  /** Locks the rows that a select found until the end of the batch; SQLite has one writer and needs no word. */
  readonly forUpdate: RawBuilder<unknown>;
  /** The same for work that is shared: rows that another batch has locked are left to it. */
  readonly forUpdateSkipLocked: RawBuilder<unknown>;
  /** Whether one process alone can own the database, so that leases found at its start belong to the dead. */
  readonly singleProcess: boolean;
  /** For a parent row whose key must stay while children are written. */
  readonly forKeyShare: RawBuilder<unknown>;
  /** A table `v(value)` of the strings of one JSON array parameter. */
  eachText(json: string): RawBuilder<{ value: string }>;
  /**
   * Whether a column is one of a page's worth of strings in a JSON array. PostgreSQL takes it as an index
   * condition: joined with a table of unknown length, it may read every group of a directory to find one user's.
   */
  isOneOf(column: RawBuilder<unknown>, json: string): RawBuilder<SqlBool>;
  /** 16 hexadecimal digits in capitals, fresh for each row: the random part of an id made inside a statement. */
  readonly randomHex: RawBuilder<string>;
};

export const sqliteDialect: Dialect = {
  name: "sqlite",
  text: "text",
  integer: "integer",
  logKey: "position integer primary key autoincrement",
  objectState: "json_extract(object, '$.state')",
  migrationPrelude: [],
  migrationLock: sql`select 1`,
  forUpdate: sql``,
  forUpdateSkipLocked: sql``,
  singleProcess: true,
  forKeyShare: sql``,
  eachText: (json) => sql`(select value from json_each(${json}))`,
  isOneOf: (column, json) => sql`${column} in (select value from json_each(${json}))`,
  randomHex: sql<string>`hex(randomblob(8))`,
};

/** Any fixed number: it names the lock of Rollcall's migrations among the database's advisory locks. */
const MIGRATION_LOCK = 7_264_411;

export const postgresDialect: Dialect = {
  name: "postgres",
  text: 'text collate "C"',
  integer: "bigint",
  logKey: "seq bigserial primary key, position bigint unique",
  objectState: "object::json->>'state'",
  migrationPrelude: [
    `create or replace function rollcall_require(ok boolean, code text) returns integer language plpgsql as $$
     begin
       if ok is not true then raise exception using errcode = 'RC001', message = code; end if;
       return 1;
     end $$`,
  ],
  migrationLock: sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`,
  forUpdate: sql`for update`,
  forUpdateSkipLocked: sql`for update skip locked`,
  singleProcess: false,
  forKeyShare: sql`for key share`,
  eachText: (json) => sql`(select value from json_array_elements_text(${json}::json) as e(value))`,
  isOneOf: (column, json) => sql`${column} = any(array(select json_array_elements_text(${json}::json)))`,
  randomHex: sql<string>`upper(substr(replace(gen_random_uuid()::text, '-', ''), 17, 16))`,
};
