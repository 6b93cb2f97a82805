import { CompiledQuery } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/storage/engine.ts";
import { createDirectoryReads } from "../../src/storage/stores/directory-reads.ts";
import { createDirectoryStore } from "../../src/storage/stores/directory-store.ts";
import { openTestStorage, type TestStorage } from "../support/test-storage.ts";

/**
 * What a list costs is a matter of its plan. SQLite has no statistics here and decides by the shape of the
 * indexes alone, so that its plan is the same at any size.
 */
let db: TestStorage;
beforeAll(async () => {
  db = await openTestStorage("sqlite");
  await db.storage.engine.write([
    CompiledQuery.raw("insert into organizations values ('org_1', 'o', null, '{}', null, 0, 0, 1, 1)"),
    CompiledQuery.raw(`insert into directories values ('directory_1', 'org_1', 'k', null, 'd', 'okta scim v2.0',
      'okta', 1, 0, 'retain', 'keep', 'skip', 'externalId', null, 1, 1)`),
    ...["User", "Group"].map((type) =>
      CompiledQuery.raw(`insert into resources (directory_id, type, id, document, version, created_at, updated_at,
        object_id, visible, idp_id, object, mapping_revision) values ('directory_1', '${type}',
        '00000000-0000-7000-8000-000000000000', '{}', 1, 1, 1, 'directory_${type.toLowerCase()}_01', 1, 'x', '{}', 0)`),
    ),
  ]);
});
afterAll(() => db?.close());

/** Runs the work and returns the plans of all that it read. */
async function plansOf(work: (engine: Engine) => Promise<unknown>): Promise<readonly string[]> {
  const queries: CompiledQuery[] = [];
  const engine: Engine = {
    ...db.storage.engine,
    read: (query) => {
      queries.push(query);
      return db.storage.engine.read(query);
    },
  };
  await work(engine);
  const plans = queries.map(async ({ sql, parameters }) =>
    (await db.rows<{ detail: string }>(`explain query plan ${sql}`, ...parameters))
      .map(({ detail }) => detail)
      .join("; "),
  );
  return Promise.all(plans);
}

const page = { limit: 10, order: "desc" as const, after: "directory_user_01ECAZ4NV9QMV47GW873HDCX74" };
const directoryId = "directory_1";

test.each([
  ["users of a directory", { ...page, directoryId }, "resources_by_object"],
  ["a user by its id at the provider", { ...page, directoryId, idpId: "x" }, "resources_by_idp_id"],
  ["a user by e-mail", { ...page, directoryId, email: "x" }, "resources_by_email"],
  ["members of a group", { ...page, groupId: "directory_group_01" }, "SEARCH m USING PRIMARY KEY"],
])("%s are read from an index, in its order", async (_, query, index) => {
  const plans = await plansOf((engine) => createDirectoryReads(engine).users(query));
  const plan = plans.find((each) => each.includes(index));
  expect(plan ?? plans).toContain(index);
  if (!/idp_id|email/.test(index)) expect(plan).not.toContain("TEMP B-TREE");
  for (const each of plans) expect(each).not.toMatch(/SCAN (r|m|resources|memberships)\b/);
});

test("the groups of a user are read by the user", async () => {
  const query = { ...page, userId: "directory_user_01" };
  const plans = await plansOf((engine) => createDirectoryReads(engine).groups(query));
  const plan = plans.find((each) => each.includes("memberships_by_member"));
  expect(plan ?? plans).toContain("memberships_by_member");
  expect(plan).not.toContain("TEMP B-TREE");
});

test("counting touches an index and no row", async () => {
  const plans = await plansOf((engine) => createDirectoryStore(engine).counts([directoryId]));
  const reads = plans.join().match(/SEARCH resources USING [A-Z ]+/g);
  expect(reads).toEqual(["SEARCH resources USING COVERING INDEX ", "SEARCH resources USING COVERING INDEX "]);
});
