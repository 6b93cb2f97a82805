import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { queryBuilder } from "../../src/storage/query.ts";
import { type Answer, type DirectoryFixture, directoryFixture } from "../support/directory-fixture.ts";
import { foldEvents, orphans, visibleState } from "../support/fold-events.ts";
import { openTestStorage, type TestStorage } from "../support/test-storage.ts";

const add = (...ids: readonly string[]) => ({
  op: "add",
  path: "members",
  value: ids.map((value) => ({ value })),
});
const remove = (id: string) => ({ op: "remove", path: `members[value eq "${id}"]` });
const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status).sort();

describe.each(engines)("many requests at once on %s", (engine) => {
  let opened: TestStorage;
  beforeAll(async () => {
    opened = await openTestStorage(engine);
  });
  afterAll(() => opened.close());

  /** The events lead to what is stored, and nothing dangles. */
  const expectConsistent = async (directory: DirectoryFixture) => {
    expect(foldEvents(await directory.events())).toEqual(await visibleState(opened, directory));
    expect(await orphans(opened, directory)).toEqual([]);
  };

  it("ends 32 changes of one group in the right set, with an event for each effective one [H12b]", async () => {
    const directory = await directoryFixture(opened.storage);
    const other = directory.seenBy(await opened.again());
    const users: string[] = [];
    for (let index = 0; index < 24; index += 1) users.push(await directory.user(`u${index}`));
    const [stay, come, go] = [users.slice(0, 8), users.slice(8, 16), users.slice(16)];
    const group = await directory.group("G", [...stay, ...go]);
    const known = (await directory.events()).length;
    const answers = await Promise.all([
      ...come.map((id) => directory.patch(`/Groups/${group}`, add(id))),
      ...come.map((id) => other.patch(`/Groups/${group}`, add(id, stay[0]!))),
      ...go.map((id) => other.patch(`/Groups/${group}`, remove(id))),
      ...go.map((id) => directory.patch(`/Groups/${group}`, remove(id))),
    ]);
    expect(new Set(statuses(answers))).toEqual(new Set([204]));
    expect(new Set(await directory.members(group))).toEqual(new Set([...stay, ...come]));
    const told = (await directory.events()).slice(known).map(({ type }) => type);
    expect(told.filter((type) => type === "dsync.group.user_added")).toHaveLength(8);
    expect(told.filter((type) => type === "dsync.group.user_removed")).toHaveLength(8);
    expect((await directory.store.find("Group", group))?.version).toBe(2 + 16);
    await expectConsistent(directory);
  });

  it("creates one of many users of the same userName, and one of many groups of the same name [B13, D4a]", async () => {
    const directory = await directoryFixture(opened.storage);
    const other = directory.seenBy(await opened.again());
    for (const [path, name] of [
      ["/Users", "userName"],
      ["/Groups", "displayName"],
    ] as const) {
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, index) =>
          (index % 2 ? directory : other).send("POST", path, { [name]: index % 3 ? "Same" : "sAME" }),
        ),
      );
      expect(statuses(answers)).toEqual([201, ...Array<number>(15).fill(409)]);
    }
    await expectConsistent(directory);
  });

  it("renames a group that members stream into, without refusing the rename", async () => {
    const directory = await directoryFixture(opened.storage);
    const other = directory.seenBy(await opened.again());
    const users: string[] = [];
    for (let index = 0; index < 40; index += 1) users.push(await directory.user(`stream${index}`));
    const group = await directory.group("Stream");
    const stream = async (ids: readonly string[]) => {
      const answers: Answer[] = [];
      for (const id of ids) answers.push(await other.patch(`/Groups/${group}`, add(id)));
      return answers;
    };
    const [first, second, ...renames] = await Promise.all([
      stream(users.slice(0, 20)),
      stream(users.slice(20)),
      ...Array.from({ length: 6 }, (_, index) =>
        directory.patch(`/Groups/${group}`, { op: "replace", value: { displayName: `Stream ${index}` } }),
      ),
    ]);
    expect(new Set(statuses([...first, ...second, ...renames]))).toEqual(new Set([204]));
    expect(await directory.members(group)).toHaveLength(40);
    await expectConsistent(directory);
  });

  it("refuses a write whose directory is being removed, and leaves nothing behind", async () => {
    const directory = await directoryFixture(opened.storage);
    const user = await directory.user("first");
    const group = await directory.group("Group");
    const mark = queryBuilder(opened.storage.engine.dialect).updateTable("directories").set({ deleting: 1 });
    await opened.storage.engine.write([mark.where("id", "=", directory.directory.id).compile()]);
    const answers = [
      await directory.send("POST", "/Users", { userName: "late" }),
      await directory.send("POST", "/Groups", { displayName: "Late" }),
      await directory.patch(`/Groups/${group}`, add(user)),
    ];
    expect(statuses(answers)).toEqual([404, 404, 404]);
    expect(await directory.store.list("User", { startIndex: 1, count: 10 })).toMatchObject({ total: 1 });
    expect(await directory.members(group)).toEqual([]);
  });

  it("renames one of many groups to the same name", async () => {
    const directory = await directoryFixture(opened.storage);
    const groups = await Promise.all(Array.from({ length: 8 }, (_, index) => directory.group(`G${index}`)));
    const answers = await Promise.all(
      groups.map((id) =>
        directory.patch(`/Groups/${id}`, { op: "replace", path: "displayName", value: "One" }),
      ),
    );
    expect(statuses(answers)).toEqual([204, ...Array<number>(7).fill(409)]);
    await expectConsistent(directory);
  });

  it("lets a user be updated or deleted, never half of each", async () => {
    const directory = await directoryFixture(opened.storage);
    const users = await Promise.all(Array.from({ length: 12 }, (_, index) => directory.user(`u${index}`)));
    const answers = await Promise.all(
      users.flatMap((id) => [
        directory.patch(`/Users/${id}`, { op: "replace", path: "title", value: "x" }),
        directory.send("DELETE", `/Users/${id}`),
        directory.send("DELETE", `/Users/${id}`),
      ]),
    );
    for (const { status } of answers) expect([200, 204, 404]).toContain(status);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(12);
    await expectConsistent(directory);
    expect((await visibleState(opened, directory)).users.size).toBe(0);
  });

  it("leaves no membership of a user who is deleted while joining, and does not deadlock over it", async () => {
    const directory = await directoryFixture(opened.storage);
    const users = await Promise.all(Array.from({ length: 12 }, (_, index) => directory.user(`u${index}`)));
    const groups = [await directory.group("G", users.slice(0, 6)), await directory.group("H", users)];
    const answers = await Promise.all(
      users.flatMap((id) => [
        ...groups.map((group) => directory.patch(`/Groups/${group}`, add(id))),
        directory.send("DELETE", `/Users/${id}`),
      ]),
    );
    expect(new Set(statuses(answers))).toEqual(new Set([204]));
    expect(
      await opened.rows(`select * from memberships where directory_id = '${directory.directory.id}'`),
    ).toEqual([]);
    await expectConsistent(directory);
  });

  it("leaves no membership of a group that is deleted while members come and go", async () => {
    const directory = await directoryFixture(opened.storage, { deprovisioning: "delete" });
    const users = await Promise.all(Array.from({ length: 6 }, (_, index) => directory.user(`u${index}`)));
    const groups = await Promise.all(
      Array.from({ length: 6 }, (_, index) => directory.group(`G${index}`, users.slice(0, 3))),
    );
    const active = (id: string, value: boolean) =>
      directory.patch(`/Users/${id}`, { op: "replace", path: "active", value });
    await Promise.all(users.slice(0, 2).map((id) => active(id, false)));
    await Promise.all([
      ...groups.map((group, index) => directory.patch(`/Groups/${group}`, add(users[index]!))),
      ...users.slice(0, 3).map((id, index) => active(id, index < 2)),
      ...groups.slice(0, 4).map((group) => directory.send("DELETE", `/Groups/${group}`)),
    ]);
    await expectConsistent(directory);
  });

  it("tells one story while users leave, return, join and are removed in delete mode", async () => {
    const directory = await directoryFixture(opened.storage, { deprovisioning: "delete" });
    const users = await Promise.all(Array.from({ length: 4 }, (_, index) => directory.user(`u${index}`)));
    const groups = [await directory.group("G", users), await directory.group("H", users)];
    for (let round = 0; round < 12; round += 1) {
      const value = round % 2 === 1;
      const answers = await Promise.all([
        ...users.map((id) => directory.patch(`/Users/${id}`, { op: "replace", path: "active", value })),
        ...groups.map((group, index) =>
          directory.patch(`/Groups/${group}`, remove(users[(round + index) % 4]!)),
        ),
        ...groups.map((group, index) =>
          directory.patch(`/Groups/${group}`, add(users[(round + index + 2) % 4]!)),
        ),
      ]);
      expect(statuses(answers)).toEqual([200, 200, 200, 200, 204, 204, 204, 204]);
    }
    await expectConsistent(directory);
  });

  if (engine === "sqlite") return;

  describe("with one request held in the middle", () => {
    const withClient = async (use: (client: Client) => Promise<void>) => {
      const client = new Client({ connectionString: opened.url });
      await client.connect();
      try {
        await use(client);
      } finally {
        await client.end();
      }
    };
    const pause = () => new Promise((resolve) => setTimeout(resolve, 150));

    it("does not announce, for a user who returns, a membership that is being removed", async () => {
      const directory = await directoryFixture(opened.storage, { deprovisioning: "delete" });
      const user = await directory.user("a");
      const group = await directory.group("G", [user]);
      const active = (value: boolean) =>
        directory.patch(`/Users/${user}`, { op: "replace", path: "active", value });
      await active(false);
      await withClient(async (client) => {
        await client.query("begin");
        await client.query(`select 1 from resources where id = '${group}' for update`);
        await client.query(`delete from memberships where group_id = '${group}'`);
        const returning = active(true);
        await pause();
        await client.query("commit");
        expect((await returning).status).toBe(200);
      });
      await expectConsistent(directory);
    });

    it.each([
      ["deletion", (directory: DirectoryFixture, user: string) => directory.send("DELETE", `/Users/${user}`)],
      [
        "deactivation",
        (directory: DirectoryFixture, user: string) =>
          directory.patch(`/Users/${user}`, { op: "replace", path: "active", value: false }),
      ],
    ])("locks groups before the user, as joining does, on %s", async (_name, leave) => {
      const directory = await directoryFixture(opened.storage, { membershipOnDeactivation: "remove" });
      const user = await directory.user("a");
      const group = await directory.group("G", [user]);
      await withClient(async (client) => {
        await client.query("begin");
        await client.query(`select 1 from resources where id = '${group}' for update`);
        const leaving = leave(directory, user);
        await pause();
        // Who joins the group now needs the user, who must still be free.
        await client.query(`select 1 from resources where id = '${user}' for key share nowait`);
        await client.query("commit");
        expect((await leaving).status).toBeLessThan(300);
      });
      await expectConsistent(directory);
    });
  });
});
