import type { Filter } from "../filter/ast.ts";
import { compareForSort, type SortValue, sortValue } from "../filter/compare.ts";
import { compileFilter } from "../filter/evaluate.ts";
import { filterView } from "../provider/filter-view.ts";
import type {
  KeysetPage,
  KeysetQuery,
  ListKey,
  RelationElement,
  Selection,
  StoredResource,
} from "../provider/repository.ts";
import type { ScimObject } from "../schema/definition.ts";
import type { Table } from "./table.ts";

type Elements = (attribute: string, id: string) => readonly RelationElement[];

/** A row with what it is sorted by. */
export type KeyedRow = { readonly row: StoredResource; readonly key: SortValue };

/** The rows that a list asks for, all pages of them, in order: `sort`, then creation (RFC 7644 §3.4.2). */
export function selectRows(table: Table, query: Selection, elements: Elements): readonly KeyedRow[] {
  const { filter, sort } = query;
  const rows = [...table.rows.values()];
  const used = filter === undefined ? [] : namesIn(filter);
  if (sort !== undefined) used.push(sort.path.name);
  const relations = Object.keys(table.type.definition.relations).filter((name) => used.includes(name));
  const whole = (row: StoredResource) => wholeRow(row, table, relations, elements);
  const matches = filter === undefined ? () => true : compileFilter(filter, table.type);
  const selected = rows.filter((row) => matches(whole(row)));
  if (sort === undefined) return selected.map((row) => ({ row, key: undefined }));
  const keyed = selected.map((row) => ({ row, key: sortValue(whole(row), sort.path, table.type) }));
  const direction = sort.descending ? -1 : 1;
  return keyed.sort((a, b) => direction * compareForSort(a.key, b.key));
}

/** The page behind a key (RFC 9865). */
export function selectAfter(table: Table, query: KeysetQuery, elements: Elements): KeysetPage {
  const { after, count, sort } = query;
  const all = selectRows(table, query, elements);
  const direction = sort?.descending ? -1 : 1;
  const place = ({ row }: KeyedRow) => table.places.get(row.id) ?? 0;
  const distance = (keyed: KeyedRow, { sort: key, place: last }: ListKey) =>
    (sort === undefined ? 0 : direction * compareForSort(keyed.key, key)) || place(keyed) - Number(last);
  const rest = after === undefined ? all : all.filter((keyed) => distance(keyed, after) > 0);
  const page = rest.slice(0, count);
  const last = page.at(-1);
  const next = last && { place: String(place(last)), ...(last.key === undefined ? {} : { sort: last.key }) };
  return {
    resources: page.map(({ row }) => row),
    ...(next !== undefined && rest.length > count ? { next } : {}),
    ...(query.countTotal ? { totalResults: all.length } : {}),
  };
}

function wholeRow(
  row: StoredResource,
  table: Table,
  relations: readonly string[],
  elements: Elements,
): ScimObject {
  const related = relations.map((name) => [name, elements(name, row.id)] as const);
  return filterView(row, table.type, Object.fromEntries(related));
}

function namesIn(filter: Filter): string[] {
  switch (filter.kind) {
    case "and":
    case "or":
      return [...namesIn(filter.left), ...namesIn(filter.right)];
    case "not":
      return namesIn(filter.filter);
    default:
      return filter.path.urn === undefined ? [filter.path.name] : [];
  }
}
