import fc from "fast-check";
import { expect, it } from "vitest";
import type { Filter, ListKey, Selection, StoredResource } from "../../src/index.ts";
import { compare, type Tools } from "./tools.ts";

/** The order of a walk: every path that a storage may have an index for, and one that none has. */
const orders: readonly (Selection["sort"] | undefined)[] = [
  undefined,
  ...["userName", "title", "displayName", "id"].flatMap((name) =>
    [false, true].map((descending) => ({ path: { name }, descending })),
  ),
  ...[false, true].map((descending) => ({ path: { name: "meta", sub: "lastModified" }, descending })),
];

/** Walks a whole list by key; `between` runs before each page but the first. */
async function walk(
  { repository }: Tools,
  selection: Selection,
  count: number,
  between: () => Promise<unknown> = async () => {},
): Promise<{ readonly ids: readonly string[]; readonly pages: readonly number[] }> {
  const ids: string[] = [];
  const pages: number[] = [];
  for (let after: ListKey | undefined; ; ) {
    const page = await repository.listAfter("User", { ...selection, count, ...(after ? { after } : {}) });
    ids.push(...page.resources.map(({ id }) => id));
    pages.push(page.resources.length);
    if (page.next === undefined) return { ids, pages };
    after = JSON.parse(JSON.stringify(page.next)) as ListKey;
    await between();
  }
}

export function listsByKey(open: () => Tools): void {
  it("gives what the list gives, page by page, in every order and under every kind of filter", async () => {
    const tools = open();
    for (const name of ["d", "A", "c", "B", "e"]) {
      await tools.user(name, {
        ...(name < "a" ? { title: "T" } : {}),
        ...(name === "c" ? { title: "s" } : {}),
      });
    }
    const filters: readonly (Filter | undefined)[] = [
      undefined,
      { kind: "not", filter: compare("userName", "eq", "c") },
      { kind: "present", path: { name: "title" } },
      { kind: "present", path: { name: "nickName" } },
    ];
    for (const sort of orders) {
      for (const filter of filters) {
        const selection = { ...(sort ? { sort } : {}), ...(filter ? { filter } : {}) };
        const { resources } = await tools.repository.list("User", { ...selection, startIndex: 1, count: 9 });
        const { ids, pages } = await walk(tools, selection, 2);
        expect(ids).toEqual(resources.map(({ id }) => id));
        expect(pages).toEqual(pages.map((length, index) => (index < pages.length - 1 ? 2 : length)));
      }
    }
  });

  it("has no next key on the last page, however full it is", async () => {
    const tools = open();
    for (const name of ["a", "b", "c", "d"]) await tools.user(name);
    expect((await walk(tools, {}, 2)).pages).toEqual([2, 2]);
    expect((await walk(tools, {}, 4)).pages).toEqual([4]);
    expect((await walk(tools, {}, 3)).pages).toEqual([3, 1]);
  });

  it("counts all pages when asked to, as long as that is cheap, and never wrongly", async () => {
    const { repository, user } = open();
    for (const name of ["a", "b", "c"]) await user(name, { title: "t" });
    expect(await repository.listAfter("User", { count: 2, countTotal: true })).toMatchObject({
      totalResults: 3,
    });
    expect(await repository.listAfter("User", { count: 2 })).not.toHaveProperty("totalResults");
    const filter = compare("title", "co", "T");
    const { totalResults = 3 } = await repository.listAfter("User", { filter, count: 2, countTotal: true });
    expect(totalResults).toBe(3);
  });

  it("stays at its place when the row of the key is deleted or changed", async () => {
    const tools = open();
    const { repository, user, update } = tools;
    const [a, b, c] = [await user("a", { title: "1" }), await user("b", { title: "2" }), await user("c")];
    for (const sort of [undefined, { path: { name: "title" }, descending: false }]) {
      const selection = sort ? { sort } : {};
      const { next } = await repository.listAfter("User", { ...selection, count: 1 });
      if (next === undefined) throw new Error("there is more");
      if (sort) await repository.write({ kind: "delete", resourceType: "User", id: a.id });
      else await update("User", a, { userName: "zzz", title: "1" });
      const rest = await repository.listAfter("User", { ...selection, count: 9, after: next });
      expect(rest.resources.map(({ id }) => id)).toEqual([b.id, c.id]);
    }
  });

  it("neither repeats nor skips an unchanged row while others come, change and go", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...orders),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        fc.array(fc.record({ what: fc.constantFrom("create", "update", "delete"), who: fc.nat(7) }), {
          maxLength: 12,
        }),
        async (sort, count, filtered, changes) => {
          const tools = open();
          walks += 1;
          const prefix = `${walks}-`;
          const rows: StoredResource[] = [];
          for (let index = 0; index < 8; index += 1) {
            const title = index % 3 === 0 ? {} : { title: `${(index * 5) % 8}` };
            rows.push(await tools.user(`${prefix}${(index * 3) % 8}`, title));
          }
          const touched = new Set<string>();
          const todo = [...changes];
          const filter: Filter = {
            kind: "compare",
            path: { name: "userName" },
            operator: "co",
            value: prefix,
          };
          const { ids } = await walk(
            tools,
            { ...(filtered ? { filter } : {}), ...(sort ? { sort } : {}) },
            count,
            async () => {
              const { what, who } = todo.shift() ?? { what: "none", who: 0 };
              const row = rows[who];
              if (what === "create") touched.add((await tools.user(`${prefix}new${todo.length}`)).id);
              if (row === undefined || touched.has(row.id) || what === "create" || what === "none") return;
              touched.add(row.id);
              if (what === "update") {
                const userName = `${prefix}${who % 2 === 0 ? "0" : "9"}${who}`;
                await tools.update("User", row, { userName, title: "5" });
              } else await tools.repository.write({ kind: "delete", resourceType: "User", id: row.id });
            },
          );
          const unchanged = rows.filter(({ id }) => !touched.has(id)).map(({ id }) => id);
          expect(ids.filter((id) => unchanged.includes(id)).sort()).toEqual(unchanged.sort());
          if (!sort) expect(new Set(ids).size).toBe(ids.length);
        },
      ),
      { numRuns: 15 },
    );
  });
}

let walks = 0;
