import { CompiledQuery } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { scopeOf } from "../../src/kernel/scope.ts";
import type { Engine } from "../../src/storage/engine.ts";
import { createResourceStores } from "../../src/storage/stores/resource-store.ts";
import { type DirectoryFixture, directoryFixture } from "../support/directory-fixture.ts";
import { openTestStorage, resourceTypes, type TestStorage } from "../support/test-storage.ts";

const USERS = 10_000;
/** More rows than any look-up here needs, far fewer than the directory has. */
const LITTLE = 150;
/** A page of everything is read in the order of its key, and its total is counted in an index. */
const UNFILTERED = /"type" = (\?|\$\d+)( order by "?id"?( asc)? limit .*)?$/;
const patchUrn = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

type Traffic = { readonly reads: CompiledQuery[]; readonly writes: (readonly CompiledQuery[])[] };

/** An engine that keeps what was sent through it. */
function recording(engine: Engine): { engine: Engine; traffic: Traffic } {
  const traffic: Traffic = { reads: [], writes: [] };
  return {
    traffic,
    engine: {
      ...engine,
      read: (query) => {
        traffic.reads.push(query);
        return engine.read(query);
      },
      write: (statements) => {
        traffic.writes.push(statements);
        return engine.write(statements);
      },
    },
  };
}

describe.each(engines)("the statements on %s", (name) => {
  let opened: TestStorage;
  let directory: DirectoryFixture;
  let user: string;
  let group: string;
  let few: string;

  beforeAll(async () => {
    opened = await openTestStorage(name);
    directory = await directoryFixture(opened.storage);
    user = await directory.user("one@x.test", {
      externalId: "ext-one",
      displayName: "One",
      emails: [{ value: "one@x.test" }],
    });
    group = await directory.group("Staff", [user]);
    few = await directory.group("Few", [user]);
    await crowd();
  }, 60_000);
  afterAll(() => opened.close());

  /** Enough rows of this directory, and of others, that a scan would be the planner's last choice. */
  async function crowd(): Promise<void> {
    const numbers =
      name === "sqlite"
        ? `(with recursive c(n) as (select 1 union all select n + 1 from c where n < ${USERS}) select n from c)`
        : `(select generate_series(1, ${USERS}) as n)`;
    const owner = `case when n % 2 = 0 then '${directory.directory.id}' else 'directory_other' end`;
    const state = name === "postgres" ? ["analyze"] : [];
    await opened.storage.engine.write(
      [
        `insert into resources (directory_id, type, id, external_id, unique_key, name_key, display, document, version,
           created_at, updated_at, object_id, visible, idp_id, email_key, object, mapping_revision)
         select ${owner}, 'User', 'u' || n, 'ext' || n, 'user' || n, 'name' || n, 'd', '{}', 1, 1, 1, 'directory_user_' || n,
           1, 'idp' || n, 'mail' || n, '{"state":"active"}', 0 from ${numbers} as numbers`,
        `insert into resource_values (directory_id, type, path, value_key, resource_id)
         select ${owner}, 'User', 'emails.value', 'mail' || n, 'u' || n from ${numbers} as numbers`,
        `insert into memberships (directory_id, group_id, member_id, created_at)
         select '${directory.directory.id}', '${group}', 'u' || n, 1 from ${numbers} as numbers where n % 2 = 0`,
        `insert into memberships (directory_id, group_id, member_id, created_at)
         select '${directory.directory.id}', 'g' || (n % 500), 'u' || n, 1 from ${numbers} as numbers`,
        ...state,
      ].map((text) => CompiledQuery.raw(text)),
    );
  }

  /** What one request sends to the database. */
  async function trafficOf(method: string, path: string, body?: object): Promise<Traffic> {
    const { engine, traffic } = recording(opened.storage.engine);
    const store = createResourceStores(engine, resourceTypes)(scopeOf(directory.directory));
    const through = { ...opened.storage, resources: () => store };
    const { status } = await directory.send(method, path, body, { storage: through });
    expect(status).toBeLessThan(300);
    return traffic;
  }

  /** What a statement reads from end to end, or no narrower than by the directory and the type. */
  async function scansOf({ sql, parameters }: CompiledQuery): Promise<readonly string[]> {
    const lines = await planOf(sql, parameters);
    if (name === "sqlite") {
      return lines.filter(
        (line) =>
          (/^SCAN/.test(line) && !/CONSTANT ROW|json_each|^SCAN (u|listed|value)\b/.test(line)) ||
          (/\(directory_id=\?( AND type=\?)?\)$/.test(line) && !UNFILTERED.test(sql)),
      );
    }
    return lines.filter((line) => /Seq Scan/.test(line) && !/ on (event_sequence|directories)/.test(line));
  }

  async function planOf(sql: string, parameters: readonly unknown[]): Promise<readonly string[]> {
    const sqlite = name === "sqlite";
    const results = await opened.storage.engine.write([
      ...(sqlite ? [] : [CompiledQuery.raw("set local enable_seqscan = off")]),
      CompiledQuery.raw(`explain ${sqlite ? "query plan " : ""}${sql}`, [...parameters]),
    ]);
    const rows = results.at(-1) as { detail?: string; "QUERY PLAN"?: string }[];
    return rows.map((row) => (row.detail ?? row["QUERY PLAN"] ?? "").trim());
  }

  /** On PostgreSQL: the most rows that a step of the statement gave or threw away. */
  async function rowsRead({ sql, parameters }: CompiledQuery): Promise<number> {
    const lines = await planOf(`(analyze, timing off, summary off) ${sql}`, parameters);
    const counts = lines.flatMap((line) => [
      ...[...line.matchAll(/actual rows=([\d.]+)/g)].map(([, rows]) => Number(rows)),
      ...[...line.matchAll(/Rows Removed by .*: (\d+)/g)].map(([, rows]) => Number(rows)),
    ]);
    return Math.max(0, ...counts);
  }

  const expectNoScan = async ({ reads, writes }: Traffic) => {
    for (const statement of [...reads, ...writes.flat()]) {
      expect({ sql: statement.sql, scans: await scansOf(statement) }).toEqual({
        sql: statement.sql,
        scans: [],
      });
    }
    if (name === "sqlite") return;
    for (const statement of reads.filter(({ sql }) => !UNFILTERED.test(sql)))
      expect(await rowsRead(statement), statement.sql).toBeLessThan(LITTLE);
  };

  it.each([
    ["userName", "/Users", 'userName eq "ONE@x.test"'],
    ["externalId", "/Users", 'externalId eq "ext-one"'],
    ["emails.value", "/Users", 'emails.value eq "One@x.test"'],
    ["emails with a type", "/Users", 'emails[type eq "work" and value eq "one@x.test"]'],
    ["displayName", "/Groups", 'displayName eq "staff"'],
  ])("looks up by %s in an index, with one statement before the relations", async (_name, path, filter) => {
    const traffic = await trafficOf(
      "GET",
      `${path}?filter=${encodeURIComponent(filter)}&excludedAttributes=members,groups`,
    );
    await expectNoScan(traffic);
    expect(traffic.reads).toHaveLength(1);
    expect(traffic.writes).toEqual([]);
  });

  it("looks up by id and by member in an index", async () => {
    const query = (filter: string) =>
      `filter=${encodeURIComponent(filter)}&excludedAttributes=members,groups`;
    await expectNoScan(await trafficOf("GET", `/Users?${query(`id eq "${user}"`)}`));
    await expectNoScan(await trafficOf("GET", `/Groups?${query(`members.value eq "${user}"`)}`));
    await expectNoScan(
      await trafficOf("GET", `/Groups?${query(`id eq "${group}" and members[value eq "${user}"]`)}`),
    );
    await expectNoScan(await trafficOf("GET", `/Users?${query(`groups.value eq "${few}"`)}`));
  });

  it("reads one resource, and a page, by the key", async () => {
    const one = await trafficOf("GET", `/Users/${user}`);
    await expectNoScan(one);
    expect(one.reads).toHaveLength(2);
    const page = await trafficOf("GET", "/Users?count=10");
    await expectNoScan(page);
    expect(page.reads).toHaveLength(3);
    await expectNoScan(await trafficOf("GET", "/Users?startIndex=101&count=10"));
  });

  it.each([
    ["add", () => [{ op: "add", path: "members", value: [{ value: "u4" }, { value: "u6" }] }]],
    ["remove", () => [{ op: "remove", path: 'members[value eq "u8"]' }]],
  ])("changes a large group with one read and one batch: %s", async (_name, operations) => {
    const traffic = await trafficOf("PATCH", `/Groups/${group}`, {
      schemas: [patchUrn],
      Operations: operations(),
    });
    await expectNoScan(traffic);
    expect(traffic.reads).toHaveLength(1);
    expect(traffic.writes).toHaveLength(1);
  });

  it("writes a user with one batch and at most one read", async () => {
    const patch = { schemas: [patchUrn], Operations: [{ op: "replace", path: "title", value: "x" }] };
    for (const [method, path, body, reads] of [
      ["POST", "/Users", { userName: "new@x.test", emails: [{ value: "new@x.test" }] }, 0],
      ["PATCH", `/Users/${user}`, patch, 1],
      ["DELETE", `/Users/${user}`, undefined, 1],
    ] as const) {
      const traffic = await trafficOf(method, `${path}?excludedAttributes=groups`, body);
      await expectNoScan(traffic);
      expect(traffic.reads).toHaveLength(reads);
      expect(traffic.writes).toHaveLength(1);
    }
  });
});
