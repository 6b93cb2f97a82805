import { compareForSort, type KeysetQuery, type ListKey, sortValue } from "@rollcall/scim";
import type { ResourceRow } from "../../directory/resource-row.ts";
import { readById } from "./list-resources.ts";
import {
  conditionOf,
  countRows,
  keyOf,
  type Listing,
  matches,
  type Order,
  orderOf,
  readRows,
  type Where,
} from "./listing.ts";

export type RowsAfter = {
  readonly rows: readonly ResourceRow[];
  readonly next?: ListKey;
  readonly total?: number;
};

/**
 * One page behind a key. Where an index has the order, reading starts at the key and ends with the page, whether
 * SQL knows the filter or each candidate is evaluated. Any other order has to look at every match, for the first
 * page as for the last, and keeps no more than two pages of keys.
 */
export async function listAfter(listing: Listing, query: KeysetQuery): Promise<RowsAfter> {
  const { where, exact } = conditionOf(listing, query.filter);
  const order = orderOf(listing.type, query.sort);
  if (!order) return sortedAfter(listing, query, where);
  const limit = query.count + 1;
  const found = exact
    ? await readRows(listing, where, { order, after: query.after, limit })
    : await firstMatches(listing, query, where, order, limit);
  const rows = found.slice(0, query.count);
  const last = rows.at(-1);
  return {
    rows,
    ...(last && found.length > rows.length ? { next: keyOf(last, order) } : {}),
    ...(exact && query.countTotal ? { total: await countRows(listing, where) } : {}),
  };
}

async function firstMatches(
  listing: Listing,
  query: KeysetQuery,
  where: Where,
  order: Order,
  limit: number,
): Promise<readonly ResourceRow[]> {
  const found: ResourceRow[] = [];
  for await (const { row } of matches(listing, query, where, order, query.after)) {
    found.push(row);
    if (found.length === limit) break;
  }
  return found;
}

async function sortedAfter(listing: Listing, query: KeysetQuery, where: Where): Promise<RowsAfter> {
  const { sort, count, after } = query;
  const direction = sort?.descending ? -1 : 1;
  const compare = (left: ListKey, right: ListKey) =>
    direction * compareForSort(left.sort, right.sort) || (left.place < right.place ? -1 : 1);
  let nearest: ListKey[] = [];
  let total = 0;
  for await (const { row, resource } of matches(listing, query, where)) {
    total += 1;
    const value = sort && sortValue(resource, sort.path, listing.type);
    const key: ListKey = { place: row.id, ...(value === undefined ? {} : { sort: value }) };
    if (after && (key.place === after.place || compare(key, after) < 0)) continue;
    nearest.push(key);
    if (nearest.length > 2 * (count + 1)) nearest = nearest.sort(compare).slice(0, count + 1);
  }
  nearest.sort(compare);
  const page = nearest.slice(0, count);
  const last = page.at(-1);
  return {
    rows: await readById(
      listing,
      page.map(({ place }) => place),
    ),
    ...(last && nearest.length > count ? { next: last } : {}),
    ...(query.countTotal ? { total } : {}),
  };
}
