import {
  type AttributePath,
  type CompiledType,
  compareForSort,
  compileFilter,
  type Filter,
  type ListQuery,
  type ScimObject,
  type SortValue,
  sortValue,
} from "@rollcall/scim";
import { type Expression, type SqlBool, sql } from "kysely";
import type { ResourceRow } from "../../directory/resource-row.ts";
import type { ResourceStore } from "../../directory/resource-store.ts";
import { isoTime } from "../../kernel/clock.ts";
import type { DirectoryScope } from "../../kernel/scope.ts";
import type { Engine } from "../engine.ts";
import { type FilterCondition, filterCondition } from "../filter-to-sql.ts";
import type { QueryBuilder } from "../query.ts";
import { toRow } from "./resource-row.ts";

/** Rows read and evaluated at a time: what bounds the memory of a filter that no index knows. */
const SCAN_BATCH = 500;

type Listing = {
  readonly engine: Engine;
  readonly db: QueryBuilder;
  readonly scope: DirectoryScope;
  readonly type: CompiledType;
  readonly relations: ResourceStore["relations"];
};

type Found = { readonly total: number; readonly rows: readonly ResourceRow[] };

/**
 * Lists in order of creation, or as `sort` asks. When the filter's condition is exact, SQL counts and pages;
 * otherwise the candidates are streamed in batches and evaluated, and only the page is kept.
 */
export async function listResources(listing: Listing, query: ListQuery): Promise<Found> {
  const condition: FilterCondition = query.filter
    ? filterCondition(query.filter, listing.scope.directoryId)
    : { where: undefined, exact: true };
  if (query.sort) return listSorted(listing, query, condition, query.sort);
  return condition.exact
    ? listExact(listing, query, condition.where)
    : listScanned(listing, query, condition.where);
}

async function listExact(
  listing: Listing,
  { startIndex, count }: ListQuery,
  where: Expression<SqlBool> | undefined,
): Promise<Found> {
  const rows = count === 0 ? [] : await readRows(listing, where, { limit: count, offset: startIndex - 1 });
  // A first page that is not full has counted already: the look-up of one user is one statement.
  if (startIndex === 1 && rows.length < count) return { total: rows.length, rows };
  const counting = base(listing, where).select(sql<number>`count(*)`.as("total"));
  const [counted] = await listing.engine.read<{ total: number }>(counting.compile());
  return { total: counted?.total ?? 0, rows };
}

async function listScanned(
  listing: Listing,
  query: ListQuery,
  where: Expression<SqlBool> | undefined,
): Promise<Found> {
  const rows: ResourceRow[] = [];
  let total = 0;
  for await (const { row } of matches(listing, query, where)) {
    total += 1;
    if (total >= query.startIndex && rows.length < query.count) rows.push(row);
  }
  return { total, rows };
}

/** Keeps one key and one id for each match: sorting needs all of them, the page's rows are read afterwards. */
async function listSorted(
  listing: Listing,
  query: ListQuery,
  { where }: FilterCondition,
  sort: NonNullable<ListQuery["sort"]>,
): Promise<Found> {
  const keyed: { readonly id: string; readonly key: SortValue }[] = [];
  for await (const { row, resource } of matches(listing, query, where)) {
    keyed.push({ id: row.id, key: sortValue(resource, sort.path, listing.type) });
  }
  // The sort is stable, so that equal keys stay in order of creation.
  const direction = sort.descending ? -1 : 1;
  keyed.sort((left, right) => direction * compareForSort(left.key, right.key));
  const page = keyed.slice(query.startIndex - 1, query.startIndex - 1 + query.count).map(({ id }) => id);
  const inPage = sql<SqlBool>`id in ${listing.engine.dialect.eachText(JSON.stringify(page))}`;
  const rows = new Map((await readRows(listing, inPage, { limit: page.length })).map((row) => [row.id, row]));
  return { total: keyed.length, rows: page.map((id) => rows.get(id)).filter((row) => row !== undefined) };
}

async function* matches(
  listing: Listing,
  { filter, sort }: ListQuery,
  where: Expression<SqlBool> | undefined,
): AsyncGenerator<{ row: ResourceRow; resource: ScimObject }> {
  const test = filter ? compileFilter(filter, listing.type) : () => true;
  // A type has one relation, so that one mention is all there can be.
  const relation =
    (filter && mentionedRelation(filter, listing.type)) ?? (sort && relationAt(sort.path, listing.type));
  for (let after = ""; ; ) {
    const beyond = sql<SqlBool>`id > ${after}`;
    const rows = await readRows(listing, where ? sql<SqlBool>`${where} and ${beyond}` : beyond, {
      limit: SCAN_BATCH,
    });
    const elements = relation
      ? await listing.relations(
          listing.type.definition.name,
          relation,
          rows.map(({ id }) => id),
        )
      : undefined;
    for (const row of rows) {
      const resource = wholeResource(row, relation ? { [relation]: elements?.get(row.id) ?? [] } : {});
      if (test(resource)) yield { row, resource };
    }
    if (rows.length < SCAN_BATCH) return;
    after = rows[rows.length - 1]?.id ?? "";
    // Evaluation is synchronous: other requests get their turn between batches.
    await new Promise(setImmediate);
  }
}

/** What the filter sees: the resource as it is shown, without locations. */
function wholeResource(row: ResourceRow, relation: object): ScimObject {
  return {
    ...(JSON.parse(row.document) as ScimObject),
    id: row.id,
    meta: {
      resourceType: row.type,
      created: isoTime(row.createdAt),
      lastModified: isoTime(row.updatedAt),
      version: `W/"${row.version}"`,
    },
    ...relation,
  };
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

function base({ db, scope, type }: Listing, where: Expression<SqlBool> | undefined) {
  const all = db
    .selectFrom("resources")
    .where("directory_id", "=", scope.directoryId)
    .where("type", "=", type.definition.name);
  return where ? all.where(where) : all;
}

async function readRows(
  listing: Listing,
  where: Expression<SqlBool> | undefined,
  page: { readonly limit: number; readonly offset?: number },
): Promise<readonly ResourceRow[]> {
  const query = base(listing, where)
    .selectAll()
    .orderBy("id")
    .limit(page.limit)
    .offset(page.offset ?? 0);
  return (await listing.engine.read(query.compile())).map(toRow);
}
