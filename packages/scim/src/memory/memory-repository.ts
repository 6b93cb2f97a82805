import type {
  ListPage,
  ListQuery,
  RelationChange,
  RelationElement,
  Repository,
  ResourceChange,
  StoredResource,
  WriteOutcome,
} from "../provider/repository.ts";
import { equal } from "../resource/equal.ts";
import { own } from "../resource/json.ts";
import type { CompiledType } from "../schema/resolve.ts";
import { selectAfter, selectRows } from "./select-rows.ts";
import { deleteRow, findConflict, openTable, putRow, setOf, type Table } from "./table.ts";

/** What a memory repository is made of. The clock and the ids are the caller's. */
export type MemoryRepositoryOptions = {
  readonly resourceTypes: readonly CompiledType[];
  /** The time as ISO 8601 with milliseconds and `Z`. */
  readonly now: () => string;
  /** A new id, never given before (RFC 7643 §3.1). Counts up unless told. */
  readonly newId?: () => string;
};

type State = {
  readonly tables: ReadonlyMap<string, Table>;
  readonly now: () => string;
  readonly newId: () => string;
};

/**
 * A whole {@link Repository} in memory: for tests, simulators and documentation. It keeps to the same contract as
 * one over a database: versions, uniqueness, atomic writes, relations.
 */
export function createMemoryRepository(options: MemoryRepositoryOptions): Repository {
  let last = 0;
  const count = () => {
    last += 1;
    return `r${last}`;
  };
  const tables = new Map(options.resourceTypes.map((type) => [type.definition.name, openTable(type)]));
  const state: State = { tables, now: options.now, newId: options.newId ?? count };
  return {
    find: async (resourceType, id) => tableOf(state, resourceType).rows.get(id),
    list: async (resourceType, query) => list(state, resourceType, query),
    listAfter: async (resourceType, query) =>
      selectAfter(tableOf(state, resourceType), query, elementsIn(state, resourceType)),
    relations: async (resourceType, attribute, ids) =>
      new Map(ids.map((id) => [id, elementsOf(state, resourceType, attribute, id)])),
    write: async (change) => write(state, change),
  };
}

function tableOf(state: State, resourceType: string): Table {
  const table = state.tables.get(resourceType);
  if (table === undefined) throw new Error(`no resource type ${resourceType} in this repository`);
  return table;
}

function list(state: State, resourceType: string, query: ListQuery): ListPage {
  const table = tableOf(state, resourceType);
  const rows = selectRows(table, query, elementsIn(state, resourceType)).map(({ row }) => row);
  const start = query.startIndex - 1;
  return { totalResults: rows.length, resources: rows.slice(start, start + query.count) };
}

function elementsIn(state: State, resourceType: string) {
  return (attribute: string, id: string) => elementsOf(state, resourceType, attribute, id);
}

function elementsOf(
  state: State,
  resourceType: string,
  attribute: string,
  id: string,
): readonly RelationElement[] {
  const table = tableOf(state, resourceType);
  const kind = table.type.definition.relations[attribute];
  if (kind === "set") return [...setOf(table, attribute, id)].flatMap((value) => element(state, value) ?? []);
  return holdersOf(state, id).flatMap(({ row }) => element(state, row.id) ?? []);
}

function element(state: State, id: string): RelationElement | undefined {
  for (const { type, rows } of state.tables.values()) {
    const row = rows.get(id);
    if (row === undefined) continue;
    const { name, uniqueAttribute } = type.definition;
    const display =
      own(row.attributes, "displayName") ?? own(row.attributes, uniqueAttribute ?? "displayName");
    return { value: id, type: name, ...(typeof display === "string" ? { display } : {}) };
  }
  return undefined;
}

/** The resources that have the id in one of their sets. */
function holdersOf(
  state: State,
  id: string,
): readonly { table: Table; row: StoredResource; set: Set<string> }[] {
  return [...state.tables.values()].flatMap((table) =>
    [...table.sets.values()].flatMap((sets) =>
      [...sets].flatMap(([holder, set]) => {
        const row = table.rows.get(holder);
        return row !== undefined && set.has(id) ? [{ table, row, set }] : [];
      }),
    ),
  );
}

function write(state: State, change: ResourceChange): WriteOutcome {
  if (change.kind === "delete") return remove(state, change);
  const table = tableOf(state, change.resourceType);
  const before = change.kind === "update" ? table.rows.get(change.id) : undefined;
  if (change.kind === "update") {
    if (before === undefined) return { kind: "notFound" };
    const expected = change.ifVersion ?? (change.attributes === undefined ? undefined : change.base.version);
    if (expected !== undefined && expected !== before.version) return { kind: "stale" };
  }
  const attributes = change.attributes ?? before?.attributes ?? {};
  const conflict = findConflict(table, before?.id, attributes);
  if (conflict !== undefined)
    return { kind: "conflict", attribute: conflict.attribute, value: conflict.value };
  const unknown = unknownIds(state, change.relation);
  if (change.rejectUnknownReferences && unknown.length > 0) return { kind: "unknownReference", ids: unknown };
  return apply(state, table, change.relation, before, attributes, unknown);
}

function apply(
  state: State,
  table: Table,
  relation: RelationChange | undefined,
  before: StoredResource | undefined,
  attributes: StoredResource["attributes"],
  skipped: readonly string[],
): WriteOutcome {
  const id = before?.id ?? state.newId();
  const moved = relation !== undefined && changeSet(setOf(table, relation.attribute, id), relation, skipped);
  const same = before !== undefined && !moved && equal(before.attributes, attributes);
  const now = state.now();
  const resource = same
    ? before
    : {
        id,
        version: (before?.version ?? 0) + 1,
        created: before?.created ?? now,
        lastModified: now,
        attributes,
      };
  if (!same) putRow(table, resource);
  return { kind: "written", resource, ...(skipped.length === 0 ? {} : { skipped }) };
}

function unknownIds(state: State, relation: RelationChange | undefined): readonly string[] {
  if (relation === undefined) return [];
  const wanted = relation.kind === "replace" ? relation.with : relation.add;
  return wanted.filter((id) => ![...state.tables.values()].some(({ rows }) => rows.has(id)));
}

/** Whether the set is different afterwards. */
function changeSet(set: Set<string>, relation: RelationChange, unknown: readonly string[]): boolean {
  const before = set.size;
  const skipped = new Set(unknown);
  const wanted = (relation.kind === "replace" ? relation.with : relation.add).filter(
    (id) => !skipped.has(id),
  );
  const keep = new Set(wanted);
  const gone = relation.kind === "replace" ? [...set].filter((id) => !keep.has(id)) : relation.remove;
  const removed = gone.filter((id) => set.delete(id)).length;
  for (const id of wanted) set.add(id);
  return removed > 0 || set.size !== before;
}

/** A resource that goes leaves every set it is in; those that held it get a new version (RFC 7643 §2.3.7). */
function remove(state: State, change: ResourceChange & { kind: "delete" }): WriteOutcome {
  const table = tableOf(state, change.resourceType);
  const resource = table.rows.get(change.id);
  if (resource === undefined) return { kind: "notFound" };
  if (change.ifVersion !== undefined && change.ifVersion !== resource.version) return { kind: "stale" };
  for (const holder of holdersOf(state, change.id)) {
    holder.set.delete(change.id);
    if (holder.row.id !== change.id) {
      putRow(holder.table, { ...holder.row, version: holder.row.version + 1, lastModified: state.now() });
    }
  }
  deleteRow(table, change.id);
  return { kind: "written", resource };
}
