import { compareForSort, type ListQuery, type SortValue, sortValue } from "@rollcall/scim";
import { type SqlBool, sql } from "kysely";
import type { ResourceRow } from "../../directory/resource-row.ts";
import {
  conditionOf,
  countRows,
  type Listing,
  matches,
  type Order,
  orderOf,
  readRows,
  type Where,
} from "./listing.ts";

type Found = { readonly total: number; readonly rows: readonly ResourceRow[] };

/**
 * Lists by index, in order of creation or as `sort` asks. When the filter's condition is exact and an index has the
 * order, SQL counts and pages; otherwise the candidates are streamed in batches and evaluated, and only the page is
 * kept.
 */
export async function listResources(listing: Listing, query: ListQuery): Promise<Found> {
  const { where, exact } = conditionOf(listing, query.filter);
  const order = orderOf(listing.type, query.sort);
  if (!order) return listSorted(listing, query, where);
  return exact ? listExact(listing, query, where, order) : listScanned(listing, query, where, order);
}

async function listExact(
  listing: Listing,
  { startIndex, count }: ListQuery,
  where: Where,
  order: Order,
): Promise<Found> {
  const range = { order, limit: count, offset: startIndex - 1 };
  const rows = count === 0 ? [] : await readRows(listing, where, range);
  // A first page that is not full has counted already: the look-up of one user is one statement.
  if (startIndex === 1 && rows.length < count) return { total: rows.length, rows };
  return { total: await countRows(listing, where), rows };
}

async function listScanned(listing: Listing, query: ListQuery, where: Where, order: Order): Promise<Found> {
  const rows: ResourceRow[] = [];
  let total = 0;
  for await (const { row } of matches(listing, query, where, order)) {
    total += 1;
    if (total >= query.startIndex && rows.length < query.count) rows.push(row);
  }
  return { total, rows };
}

/** Keeps one key and one id for each match: sorting needs all of them, the page's rows are read afterwards. */
async function listSorted(listing: Listing, query: ListQuery, where: Where): Promise<Found> {
  const { sort, startIndex, count } = query;
  const keyed: { readonly id: string; readonly key: SortValue }[] = [];
  for await (const { row, resource } of matches(listing, query, where)) {
    keyed.push({ id: row.id, key: sort && sortValue(resource, sort.path, listing.type) });
  }
  // The sort is stable, so that equal keys stay in order of creation.
  const direction = sort?.descending ? -1 : 1;
  keyed.sort((left, right) => direction * compareForSort(left.key, right.key));
  const page = keyed.slice(startIndex - 1, startIndex - 1 + count).map(({ id }) => id);
  return { total: keyed.length, rows: await readById(listing, page) };
}

/** The rows with these ids, in this order; those that went meanwhile are missing. */
export async function readById(listing: Listing, ids: readonly string[]): Promise<readonly ResourceRow[]> {
  const listed = sql<SqlBool>`id in ${listing.engine.dialect.eachText(JSON.stringify(ids))}`;
  const rows = await readRows(listing, listed, { limit: ids.length });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id)).filter((row) => row !== undefined);
}
