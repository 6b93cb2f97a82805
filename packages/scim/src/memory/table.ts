import type { StoredResource } from "../provider/repository.ts";
import type { ScimObject } from "../schema/definition.ts";
import type { CompiledType } from "../schema/resolve.ts";
import { clash, type UniqueValue, uniqueValues } from "./uniqueness.ts";

/** The resources of one type in order of creation, with their sets and an index of unique values. */
export type Table = {
  readonly type: CompiledType;
  readonly rows: Map<string, StoredResource>;
  /** Set attribute → resource → ids in it. */
  readonly sets: Map<string, Map<string, Set<string>>>;
  readonly index: Map<string, Set<string>>;
  /** The place of each row in the order of creation; a place is never given twice. */
  readonly places: Map<string, number>;
  lastPlace: number;
};

export function openTable(type: CompiledType): Table {
  const sets = Object.entries(type.definition.relations).filter(([, kind]) => kind === "set");
  return {
    type,
    rows: new Map(),
    sets: new Map(sets.map(([name]) => [name, new Map<string, Set<string>>()])),
    index: new Map(),
    places: new Map(),
    lastPlace: 0,
  };
}

/** Stores a resource in place of the one it was, and keeps the index in step. */
export function putRow(table: Table, row: StoredResource): void {
  unindex(table, row.id);
  if (!table.rows.has(row.id)) {
    table.lastPlace += 1;
    table.places.set(row.id, table.lastPlace);
  }
  table.rows.set(row.id, row);
  for (const { key } of uniqueValues(row.attributes, table.type)) {
    const ids = table.index.get(key) ?? new Set();
    table.index.set(key, ids.add(row.id));
  }
}

export function deleteRow(table: Table, id: string): void {
  unindex(table, id);
  table.rows.delete(id);
  table.places.delete(id);
  for (const set of table.sets.values()) set.delete(id);
}

function unindex(table: Table, id: string): void {
  const before = table.rows.get(id);
  if (before === undefined) return;
  for (const { key } of uniqueValues(before.attributes, table.type)) table.index.get(key)?.delete(id);
}

/** The value of these attributes that another resource has and that both cannot have. */
export function findConflict(
  table: Table,
  id: string | undefined,
  attributes: ScimObject,
): UniqueValue | undefined {
  return uniqueValues(attributes, table.type).find((value) =>
    [...(table.index.get(value.key) ?? [])].some((other) => {
      const row = table.rows.get(other);
      return other !== id && row !== undefined && clash(value, attributes, row.attributes, table.type);
    }),
  );
}

/** The ids in one set of one resource, in the order in which they came. */
export function setOf(table: Table, attribute: string, id: string): Set<string> {
  const sets = table.sets.get(attribute) ?? new Map<string, Set<string>>();
  const set = sets.get(id) ?? new Set<string>();
  sets.set(id, set);
  return set;
}
