import type { CompiledType, RelationElement } from "@rollcall/scim";
import { type Selectable, sql } from "kysely";
import type { OpenResourceStore, ResourceStore } from "../../directory/resource-store.ts";
import type { ApplyOutcome, WritePlan } from "../../directory/write-plan.ts";
import type { DirectoryScope } from "../../kernel/scope.ts";
import { type Engine, RefusedBatch } from "../engine.ts";
import { MEMBER_TYPES, refusal } from "../plan-context.ts";
import { planStatements } from "../plan-statements.ts";
import { type QueryBuilder, queryBuilder } from "../query.ts";
import type { Tables } from "../tables.ts";
import { listAfter } from "./list-after.ts";
import { listResources } from "./list-resources.ts";
import type { Listing } from "./listing.ts";
import { toRow } from "./resource-row.ts";

export function createResourceStores(engine: Engine, types: readonly CompiledType[]): OpenResourceStore {
  const db = queryBuilder(engine.dialect);
  return (scope, own = types) => openStore(engine, db, own, scope);
}

function openStore(
  engine: Engine,
  db: QueryBuilder,
  types: readonly CompiledType[],
  scope: DirectoryScope,
): ResourceStore {
  const listingOf = (typeName: string): Listing => {
    const type = types.find(({ definition }) => definition.name === typeName);
    if (!type) throw new Error(`no resource type ${typeName}`);
    return { engine, db, scope, type, relations: (...request) => store.relations(...request) };
  };
  const store: ResourceStore = {
    async find(type, id) {
      const query = db
        .selectFrom("resources")
        .selectAll()
        .where("directory_id", "=", scope.directoryId)
        .where("type", "=", type)
        .where("id", "=", id);
      const [row] = await engine.read(query.compile());
      return row && toRow(row);
    },
    list: async (type, query) => listResources(listingOf(type), query),
    listAfter: async (type, query) => listAfter(listingOf(type), query),
    relations: (type, _attribute, ids) => readRelations(engine, db, scope, type, ids),
    apply: (plan) => applyPlan({ engine, db, scope, types }, plan),
  };
  return store;
}

type Applying = {
  readonly engine: Engine;
  readonly db: QueryBuilder;
  readonly scope: DirectoryScope;
  readonly types: readonly CompiledType[];
};

async function applyPlan(applying: Applying, plan: WritePlan): Promise<ApplyOutcome> {
  const { engine, db, scope } = applying;
  const { statements, skipped, subject } = planStatements(db, engine.dialect, scope, plan);
  try {
    const results = await engine.write(statements);
    const row =
      subject === undefined ? undefined : (results[subject]?.[0] as Selectable<Tables["resources"]>);
    return {
      kind: "applied",
      ...(row ? { row: toRow(row) } : {}),
      skipped:
        skipped === undefined ? [] : (results[skipped] as { value: string }[]).map(({ value }) => value),
    };
  } catch (error) {
    if (error instanceof RefusedBatch) return refused(applying, plan, error);
    throw error;
  }
}

async function refused(
  { engine, db, scope, types }: Applying,
  plan: WritePlan,
  error: RefusedBatch,
): Promise<ApplyOutcome> {
  const { code } = error;
  if (code === refusal.stale) return { kind: "stale" };
  if (code === refusal.notFound || code === refusal.directoryGone) return { kind: "notFound" };
  if (code === refusal.groupName || code === refusal.groupExternalId)
    return { kind: "conflict", attribute: code.slice("conflict:".length) };
  if (code === refusal.unknownReference)
    return { kind: "unknownReference", ids: await unknownIds(engine, db, scope, plan) };
  if (code.startsWith("unique:")) return { kind: "conflict", attribute: uniqueAttributeOf(plan, types) };
  throw error;
}

/** No two resources of one type can collide in anything else: ids are made here. */
function uniqueAttributeOf({ steps }: WritePlan, types: readonly CompiledType[]): string {
  const written = steps.find((step) => step.kind === "insert" || step.kind === "update");
  const type = types.find(({ definition }) => definition.name === written?.row.type);
  return type?.definition.uniqueAttribute ?? "id";
}

async function unknownIds(
  engine: Engine,
  db: QueryBuilder,
  scope: DirectoryScope,
  plan: WritePlan,
): Promise<readonly string[]> {
  const adding = plan.steps.filter((step) => step.kind === "addMembers");
  const listed = adding.flatMap(({ members }) => members);
  const groups = new Set(adding.map(({ groupId }) => groupId));
  const query = sql<{ id: string }>`select id from resources where directory_id = ${scope.directoryId}
    and type in (${sql.join(MEMBER_TYPES)}) and id in ${engine.dialect.eachText(JSON.stringify(listed))}`;
  const known = new Set((await engine.read(query.compile(db))).map(({ id }) => id));
  return listed.filter((id) => !known.has(id) || groups.has(id));
}

type RelationRow = {
  readonly owner: string;
  readonly value: string;
  readonly type: string;
  readonly display: string | null;
};

/** A group's members, or the groups that a user is in: the same rows, read from the one end or the other. */
async function readRelations(
  engine: Engine,
  db: QueryBuilder,
  scope: DirectoryScope,
  type: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly RelationElement[]>> {
  const [owner, value, types] =
    type === "Group"
      ? (["group_id", "member_id", MEMBER_TYPES] as const)
      : (["member_id", "group_id", ["Group"]] as const);
  const query = sql<RelationRow>`select m.${sql.ref(owner)} as owner, m.${sql.ref(value)} as value, r.type, r.display
    from memberships as m
    join resources as r on r.directory_id = m.directory_id and r.type in (${sql.join(types)}) and r.id = m.${sql.ref(value)}
    where m.directory_id = ${scope.directoryId} and ${engine.dialect.isOneOf(sql`m.${sql.ref(owner)}`, JSON.stringify(ids))}
    order by 1, 2`;
  const elements = new Map<string, RelationElement[]>();
  for (const row of await engine.read(query.compile(db))) {
    const element = {
      value: row.value,
      type: row.type,
      ...(row.display === null ? {} : { display: row.display }),
    };
    const known = elements.get(row.owner);
    if (known) known.push(element);
    else elements.set(row.owner, [element]);
  }
  return elements;
}
