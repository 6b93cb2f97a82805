import { compileResourceType, type KeysetQuery, type ListKey, userResourceType } from "@rollcall/scim";
import { CompiledQuery, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { type DirectoryScope, scopeOf } from "../../src/kernel/scope.ts";
import type { Engine } from "../../src/storage/engine.ts";
import { queryBuilder } from "../../src/storage/query.ts";
import { listAfter } from "../../src/storage/stores/list-after.ts";
import { listResources } from "../../src/storage/stores/list-resources.ts";
import { openTestStorage, type TestStorage } from "../support/test-storage.ts";

const USERS = 5_000;
const PAGE = 10;
const type = compileResourceType(userResourceType);
const ascending = (name: string, sub?: string) => ({
  path: { name, ...(sub === undefined ? {} : { sub }) },
  descending: false,
});

/** What a page costs, wherever it stands, is what the database reads for it. */
describe.each(engines)("the lists of a directory of 5,000 on %s", (name) => {
  let db: TestStorage;
  let scope: DirectoryScope;
  const numbered = (index: number) => String(index).padStart(6, "0");

  beforeAll(async () => {
    db = await openTestStorage(name);
    scope = scopeOf({ id: "directory_1", organizationId: "org_1" });
    const numbers = JSON.stringify(Array.from({ length: USERS }, (_, index) => numbered(index)));
    const { engine } = db.storage;
    const insert = sql`insert into resources (directory_id, type, id, unique_key, name_key, document, version,
      created_at, updated_at, object_id, visible, idp_id, object, mapping_revision)
      select 'directory_1', 'User', 'id-' || value, 'user' || value, 'user' || value,
      '{"userName":"user' || value || '"}', 1, 1, 1000 - cast(value as integer) % 7, 'o' || value, 1, value, '{}', 0
      from ${engine.dialect.eachText(numbers)} as v`;
    await engine.write([insert.compile(queryBuilder(engine.dialect))]);
    await engine.write([CompiledQuery.raw("analyze resources")]);
  });
  afterAll(() => db?.close());

  /** Runs the work, and returns each of its statements with its plan. */
  async function plansOf(work: (listing: Parameters<typeof listAfter>[0]) => Promise<unknown>) {
    const queries: CompiledQuery[] = [];
    const engine: Engine = {
      ...db.storage.engine,
      read: (query) => {
        queries.push(query);
        return db.storage.engine.read(query);
      },
    };
    const relations = async () => new Map();
    await work({ engine, db: queryBuilder(engine.dialect), scope, type, relations });
    return Promise.all(queries.map((query) => (name === "sqlite" ? sqlitePlan(query) : postgresPlan(query))));
  }

  async function sqlitePlan({ sql: text, parameters }: CompiledQuery) {
    const steps = await db.rows<{ detail: string }>(`explain query plan ${text}`, ...parameters);
    const detail = steps.map((step) => step.detail).join("; ");
    return { detail, rows: /SCAN resources|TEMP B-TREE FOR ORDER/.test(detail) ? USERS : PAGE };
  }

  async function postgresPlan({ sql: text, parameters }: CompiledQuery) {
    const [row] = await db.rows<{ "QUERY PLAN": readonly { Plan: PlanNode }[] }>(
      `explain (analyze, format json) ${text}`,
      ...parameters,
    );
    const plan = row?.["QUERY PLAN"];
    const root = (typeof plan === "string" ? (JSON.parse(plan) as { Plan: PlanNode }[]) : plan)?.[0]?.Plan;
    return { detail: JSON.stringify(root), rows: root ? rowsRead(root) : Number.NaN };
  }

  const deep: ListKey = { place: "id-004800" };
  test.each<[string, Omit<KeysetQuery, "count" | "after">, ListKey]>([
    ["by creation", {}, deep],
    ["by userName", { sort: ascending("userName") }, { ...deep, sort: "user004800" }],
    [
      "by userName downwards",
      { sort: { ...ascending("userName"), descending: true } },
      { ...deep, sort: "user000200" },
    ],
    ["by time of change", { sort: ascending("meta", "lastModified") }, { ...deep, sort: 1000 }],
    [
      "with a filter that SQL knows",
      {
        filter: {
          kind: "not",
          filter: { kind: "compare", path: { name: "id" }, operator: "eq", value: "x" },
        },
      },
      deep,
    ],
  ])("a page %s reads its own rows only, the last page like the first", async (_, query, after) => {
    for (const place of [{}, { after }]) {
      let found = 0;
      const plans = await plansOf(async (listing) => {
        found = (await listAfter(listing, { ...query, ...place, count: PAGE })).rows.length;
      });
      expect(found).toBe(PAGE);
      for (const { rows, detail } of plans) expect(rows, detail).toBeLessThanOrEqual(3 * PAGE);
    }
  });

  test("a filter that SQL does not know is evaluated from the key on, until the page is full", async () => {
    const filter = { kind: "compare", path: { name: "userName" }, operator: "co", value: "user" } as const;
    for (const place of [{}, { after: { place: "id-004900" } }]) {
      const plans = await plansOf((listing) => listAfter(listing, { filter, ...place, count: PAGE }));
      expect(plans).toHaveLength(1);
      expect(plans[0]?.rows).toBeLessThanOrEqual(500);
    }
  });

  test("a deep page by index reads no document that it steps over", async () => {
    const query = { startIndex: 4_801, count: PAGE };
    const ids: string[] = [];
    const [page] = await plansOf(async (listing) => {
      ids.push(...(await listResources(listing, query)).rows.map(({ id }) => id));
    });
    expect(ids).toEqual(Array.from({ length: PAGE }, (_, index) => `id-${numbered(4_800 + index)}`));
    if (name === "sqlite") {
      expect(page?.detail).toContain("SUBQUERY 1; SEARCH resources USING COVERING INDEX");
      expect(page?.detail).not.toMatch(/SCAN resources/);
    } else expect(page?.detail).toContain("Index Only Scan");
  });
});

type PlanNode = {
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly PlanNode[];
};

/** The rows that the leaves of a plan have looked at. */
function rowsRead(node: PlanNode): number {
  if (node.Plans) return node.Plans.reduce((sum, child) => sum + rowsRead(child), 0);
  return (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"];
}
