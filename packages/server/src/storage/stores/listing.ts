import {
  type AttributePath,
  type CompiledType,
  compileFilter,
  type Filter,
  filterView,
  type ListKey,
  resolveAttribute,
  type ScimObject,
  type Selection,
} from "@rollcall/scim";
import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { ResourceRow } from "../../directory/resource-row.ts";
import type { ResourceStore } from "../../directory/resource-store.ts";
import { toStored } from "../../directory/scim-repository.ts";
import type { DirectoryScope } from "../../kernel/scope.ts";
import type { Engine } from "../engine.ts";
import { type FilterCondition, filterCondition } from "../filter-to-sql.ts";
import type { QueryBuilder } from "../query.ts";
import { toRow } from "./resource-row.ts";

/** Rows read and evaluated at a time: what bounds the memory of a filter that no index knows. */
const SCAN_BATCH = 500;

/** The resources of one type in one directory, and what it takes to read them. */
export type Listing = {
  readonly engine: Engine;
  readonly db: QueryBuilder;
  readonly scope: DirectoryScope;
  readonly type: CompiledType;
  readonly relations: ResourceStore["relations"];
};

export type Where = Expression<SqlBool> | undefined;

/** An order that an index has; among equal values, and for `id` itself, that of creation. */
export type Order = {
  readonly column: "id" | "unique_key" | "name_key" | "updated_at";
  readonly descending: boolean;
};

const CREATION: Order = { column: "id", descending: false };

/** What a filter says in SQL; without one, everything is exact. */
export function conditionOf({ scope, type }: Listing, filter: Filter | undefined): FilterCondition {
  return filter
    ? filterCondition(filter, { directoryId: scope.directoryId, type })
    : { where: undefined, exact: true };
}

/**
 * The index that has the order asked for; undefined when only reading every match gives it. A column that can be
 * null has no place for resources without the value, and is left out.
 */
export function orderOf(type: CompiledType, sort: Selection["sort"]): Order | undefined {
  if (!sort) return CREATION;
  const column = sortColumn(type, sort.path);
  return column && { column, descending: sort.descending };
}

function sortColumn(
  { definition, ...type }: CompiledType,
  path: NonNullable<Selection["sort"]>["path"],
): Order["column"] | undefined {
  const { urn, name, sub } = path;
  if (urn !== undefined) return undefined;
  if (name === "meta") return sub === "lastModified" ? "updated_at" : undefined;
  if (sub !== undefined) return undefined;
  if (name === "id") return "id";
  const attribute = resolveAttribute({ definition, ...type }, path)?.attribute;
  if (!attribute?.required) return undefined;
  if (name === definition.uniqueAttribute) return "unique_key";
  return name === "displayName" ? "name_key" : undefined;
}

/** The place right behind a row. */
export function keyOf(row: ResourceRow, { column }: Order): ListKey {
  const place = row.id;
  switch (column) {
    case "id":
      return { place };
    case "unique_key":
      return { place, sort: row.uniqueKey ?? "" };
    case "name_key":
      return { place, sort: row.nameKey ?? "" };
    case "updated_at":
      return { place, sort: row.updatedAt };
  }
}

export type Range = {
  readonly order?: Order;
  readonly after?: ListKey | undefined;
  readonly limit: number;
  readonly offset?: number;
};

export async function readRows(
  listing: Listing,
  where: Where,
  range: Range,
): Promise<readonly ResourceRow[]> {
  const { order = CREATION } = range;
  const ids = select(listing, where, range);
  // Rows that a deep page steps over are counted in the index: only the page's documents are read.
  const query = range.offset
    ? base(listing, sql<SqlBool>`id in (${ids.select("id")})`)
        .selectAll()
        .orderBy(ordered(order))
    : ids.selectAll();
  return (await listing.engine.read(query.compile())).map(toRow);
}

export async function countRows(listing: Listing, where: Where): Promise<number> {
  const counting = base(listing, where).select(sql<number>`count(*)`.as("total"));
  const [counted] = await listing.engine.read<{ total: number }>(counting.compile());
  return counted?.total ?? 0;
}

/** What matches a filter, in the index's order, read in batches; the caller stops when it has enough. */
export async function* matches(
  listing: Listing,
  { filter, sort }: Selection,
  where: Where,
  order: Order = CREATION,
  start?: ListKey,
): AsyncGenerator<{ row: ResourceRow; resource: ScimObject }> {
  const test = filter ? compileFilter(filter, listing.type) : () => true;
  // A type has one relation, so that one mention is all there can be.
  const relation =
    (filter && mentionedRelation(filter, listing.type)) ?? (sort && relationAt(sort.path, listing.type));
  for (let after = start; ; ) {
    const rows = await readRows(listing, where, { order, after, limit: SCAN_BATCH });
    const elements = relation ? await elementsOf(listing, relation, rows) : undefined;
    for (const row of rows) {
      const resource = filterView(
        toStored(row),
        listing.type,
        relation ? { [relation]: elements?.get(row.id) ?? [] } : {},
      );
      if (test(resource)) yield { row, resource };
    }
    const last = rows.at(-1);
    if (!last || rows.length < SCAN_BATCH) return;
    after = keyOf(last, order);
    // Evaluation is synchronous: other requests get their turn between batches.
    await new Promise(setImmediate);
  }
}

function elementsOf({ relations, type }: Listing, relation: string, rows: readonly ResourceRow[]) {
  return relations(
    type.definition.name,
    relation,
    rows.map(({ id }) => id),
  );
}

function select(listing: Listing, where: Where, { order = CREATION, after, limit, offset }: Range) {
  const beyond = after && behind(order, after);
  const both = where && beyond ? sql<SqlBool>`(${where}) and ${beyond}` : (where ?? beyond);
  const query = base(listing, both).orderBy(ordered(order)).limit(limit);
  const known = order.column === "id" || order.column === "updated_at";
  // The indexes over these columns hold no nulls, and serve only who says that he wants none.
  const present = known ? query : query.where(sql<SqlBool>`${sql.ref(order.column)} is not null`);
  return offset ? present.offset(offset) : present;
}

/** The first comparison alone bounds the range that the index is read from. */
function behind({ column, descending }: Order, { place, sort }: ListKey): RawBuilder<SqlBool> {
  const [from, beyond] = descending ? [sql`<=`, sql`<`] : [sql`>=`, sql`>`];
  if (column === "id") return sql`id ${beyond} ${place}`;
  if (column === "unique_key") return sql`unique_key ${beyond} ${sort}`;
  const value = sql.ref(column);
  return sql`${value} ${from} ${sort} and (${value} ${beyond} ${sort} or id > ${place})`;
}

function ordered({ column, descending }: Order): RawBuilder<unknown> {
  const direction = descending ? sql`desc` : sql`asc`;
  const isUnique = column === "id" || column === "unique_key";
  return isUnique ? sql`${sql.ref(column)} ${direction}` : sql`${sql.ref(column)} ${direction}, id`;
}

function mentionedRelation(filter: Filter, type: CompiledType): string | undefined {
  switch (filter.kind) {
    case "and":
    case "or":
      return mentionedRelation(filter.left, type) ?? mentionedRelation(filter.right, type);
    case "not":
      return mentionedRelation(filter.filter, type);
    default:
      return relationAt(filter.path, type);
  }
}

function relationAt({ name }: AttributePath, type: CompiledType): string | undefined {
  return Object.hasOwn(type.definition.relations, name) ? name : undefined;
}

function base({ db, scope, type }: Listing, where: Where) {
  const all = db
    .selectFrom("resources")
    .where("directory_id", "=", scope.directoryId)
    .where("type", "=", type.definition.name);
  return where ? all.where(where) : all;
}
