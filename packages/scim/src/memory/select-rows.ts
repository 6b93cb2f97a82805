import type { Filter } from "../filter/ast.ts";
import { compareForSort, sortValue } from "../filter/compare.ts";
import { compileFilter } from "../filter/evaluate.ts";
import type { ListQuery, RelationElement, StoredResource } from "../provider/repository.ts";
import type { ScimObject } from "../schema/definition.ts";
import type { Table } from "./table.ts";

type Elements = (attribute: string, id: string) => readonly RelationElement[];

/** The rows that a list asks for, all pages of them, in order: `sort`, then creation (RFC 7644 §3.4.2). */
export function selectRows(table: Table, query: ListQuery, elements: Elements): readonly StoredResource[] {
  const { filter, sort } = query;
  const rows = [...table.rows.values()];
  const used = filter === undefined ? [] : namesIn(filter);
  if (sort !== undefined) used.push(sort.path.name);
  const relations = Object.keys(table.type.definition.relations).filter((name) => used.includes(name));
  const whole = (row: StoredResource) => wholeRow(row, table, relations, elements);
  const matches = filter === undefined ? () => true : compileFilter(filter, table.type);
  const selected = rows.filter((row) => matches(whole(row)));
  if (sort === undefined) return selected;
  const keyed = selected.map((row) => ({ row, key: sortValue(whole(row), sort.path, table.type) }));
  const direction = sort.descending ? -1 : 1;
  return keyed.sort((a, b) => direction * compareForSort(a.key, b.key)).map(({ row }) => row);
}

/** What a filter sees: `id`, `meta` and the relations that it names, beside the attributes. */
function wholeRow(
  row: StoredResource,
  table: Table,
  relations: readonly string[],
  elements: Elements,
): ScimObject {
  const related = relations.map((name): [string, readonly RelationElement[]] => [
    name,
    elements(name, row.id),
  ]);
  return {
    ...row.attributes,
    id: row.id,
    meta: {
      resourceType: table.type.definition.name,
      created: row.created,
      lastModified: row.lastModified,
      version: `W/"${row.version}"`,
    },
    ...Object.fromEntries(related),
  };
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
