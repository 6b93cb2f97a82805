import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type {
  Filter,
  ListKey,
  RelationChange,
  Repository,
  ScimObject,
  Selection,
  StoredResource,
  WriteOutcome,
} from "../src/index.ts";

/**
 * What every {@link Repository} must do, whatever it stores in: run it over each. `makeRepository` gives an empty
 * directory with the resource types User, Group and Role.
 */
export function repositoryContract(
  name: string,
  makeRepository: () => Repository | Promise<Repository>,
): void {
  describe(`repository contract: ${name}`, () => {
    let repository: Repository;
    beforeEach(async () => {
      repository = await makeRepository();
    });
    const open = () => tools(repository);
    describe("documents", () => documents(open));
    describe("uniqueness", () => uniqueness(open));
    describe("sets", () => sets(open));
    describe("lists", () => lists(open));
    describe("lists by key", () => listsByKey(open));
    describe("deletes", () => deletes(open));
    describe("further resource types", () => furtherTypes(open));
    describe("concurrency", () => concurrency(open));
  });
}

type Tools = ReturnType<typeof tools>;

function tools(repository: Repository) {
  const create = (resourceType: string, attributes: ScimObject, relation?: RelationChange) =>
    repository.write({
      kind: "create",
      resourceType,
      attributes,
      ...(relation === undefined ? {} : { relation }),
    });
  return {
    repository,
    create,
    user: async (userName: string, more: ScimObject = {}) =>
      written(await create("User", { userName, ...more })),
    group: async (displayName: string, members: readonly string[] = [], more: ScimObject = {}) =>
      written(
        await create(
          "Group",
          { displayName, ...more },
          { attribute: "members", kind: "replace", with: members },
        ),
      ),
    update: (resourceType: string, base: StoredResource, attributes: ScimObject) =>
      repository.write({ kind: "update", resourceType, id: base.id, base, attributes }),
    relate: (base: StoredResource, relation: Omit<Update, "attribute"> | Omit<Replace, "attribute">) =>
      repository.write({
        kind: "update",
        resourceType: "Group",
        id: base.id,
        base,
        relation: { attribute: "members", ...relation } as RelationChange,
      }),
    members: async (group: StoredResource) =>
      ((await repository.relations("Group", "members", [group.id])).get(group.id) ?? []).map(
        ({ value }) => value,
      ),
    names: async (filter: Filter | undefined, more: object = {}) => {
      const page = await repository.list("User", {
        startIndex: 1,
        count: 100,
        ...(filter === undefined ? {} : { filter }),
        ...more,
      });
      return page.resources.map(({ attributes }) => attributes.userName);
    },
  };
}

type Update = RelationChange & { kind: "update" };
type Replace = RelationChange & { kind: "replace" };

function written(outcome: WriteOutcome): StoredResource {
  if (outcome.kind !== "written") throw new Error(`expected a write, got ${JSON.stringify(outcome)}`);
  return outcome.resource;
}

const compare = (
  name: string,
  operator: "eq" | "co" | "gt" | "ge",
  value: string | boolean,
  sub?: string,
): Filter => ({
  kind: "compare",
  path: { name, ...(sub === undefined ? {} : { sub }) },
  operator,
  value,
});

function documents(open: () => Tools): void {
  it("gives back what was created, with an id, a version and two equal times", async () => {
    const { repository, create } = open();
    const attributes = {
      userName: "Zoë 👩🏽‍💻",
      name: { givenName: "Zoë" },
      active: false,
      emails: [{ value: "z@x.org", primary: true }],
      "urn:custom:1.0:User": { level: 3.5, tags: ["b", "a"] },
    };
    const outcome = await create("User", attributes);
    const resource = written(outcome);
    expect(resource.id).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(resource.version).toBeGreaterThan(0);
    expect(resource.created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(resource.lastModified).toBe(resource.created);
    expect(await repository.find("User", resource.id)).toEqual({ ...resource, attributes });
  });

  it("finds nothing under an unknown id, nor under an id of another type", async () => {
    const { repository, user } = open();
    const ann = await user("ann");
    expect(await repository.find("User", "no such id")).toBeUndefined();
    expect(await repository.find("Group", ann.id)).toBeUndefined();
  });

  it("replaces the attributes and moves the version on, never the id nor the time of creation", async () => {
    const { repository, user, update } = open();
    const before = await user("ann", { title: "A" });
    const after = written(await update("User", before, { userName: "ann", nickName: "B" }));
    expect(after).toMatchObject({
      id: before.id,
      created: before.created,
      attributes: { userName: "ann", nickName: "B" },
    });
    expect(after.attributes).not.toHaveProperty("title");
    expect(after.version).toBeGreaterThan(before.version);
    expect(after.lastModified >= before.lastModified).toBe(true);
    expect(await repository.find("User", before.id)).toEqual(after);
  });

  it("refuses as stale what was computed from an older version, and writes nothing", async () => {
    const { repository, user, update } = open();
    const old = await user("ann");
    const now = written(await update("User", old, { userName: "ann", title: "first" }));
    expect(await update("User", old, { userName: "ann", title: "second" })).toEqual({ kind: "stale" });
    expect(await repository.find("User", old.id)).toEqual(now);
  });

  it("keeps the version when nothing changes", async () => {
    const { user, update } = open();
    const before = await user("ann", { title: "A" });
    expect(written(await update("User", before, { title: "A", userName: "ann" }))).toEqual(before);
  });

  it("answers notFound to the update of what is not there", async () => {
    const { user, update } = open();
    const ann = await user("ann");
    expect(await update("User", { ...ann, id: "gone" }, { userName: "b" })).toEqual({ kind: "notFound" });
  });
}

function uniqueness(open: () => Tools): void {
  const conflict = (attribute: string) => expect.objectContaining({ kind: "conflict", attribute });

  it("refuses a second userName whatever its case, on create and on update", async () => {
    const { create, user, update } = open();
    await user("Ann@X.org");
    const bob = await user("bob");
    expect(await create("User", { userName: "ann@x.ORG" })).toEqual({
      kind: "conflict",
      attribute: "userName",
      value: "ann@x.ORG",
    });
    expect(await update("User", bob, { userName: "ANN@x.org" })).toEqual(conflict("userName"));
  });

  it("lets a user change the case of its own userName, and lets two share an externalId", async () => {
    const { user, update } = open();
    const ann = await user("ann", { externalId: "e1" });
    expect(written(await update("User", ann, { userName: "Ann" })).attributes.userName).toBe("Ann");
    await user("bob", { externalId: "e1" });
  });

  it("folds by NFC and lower case: a composed and a decomposed letter are one", async () => {
    const { create, user } = open();
    await user("Jos\u00e9");
    expect(await create("User", { userName: "JOSE\u0301" })).toEqual(conflict("userName"));
  });

  it("frees a userName when its user is deleted", async () => {
    const { repository, user } = open();
    const ann = await user("ann");
    await repository.write({ kind: "delete", resourceType: "User", id: ann.id });
    expect((await user("ann")).id).not.toBe(ann.id);
  });

  it("refuses a second group of the same name unless two externalIds tell them apart", async () => {
    const { create, group } = open();
    await group("Staff", [], { externalId: "g1" });
    expect(await create("Group", { displayName: "STAFF" })).toEqual(conflict("displayName"));
    expect(await create("Group", { displayName: "Other", externalId: "g1" })).toEqual(conflict("externalId"));
    await group("staff", [], { externalId: "g2" });
    await group("Without");
    expect(await create("Group", { displayName: "without", externalId: "g3" })).toEqual(
      conflict("displayName"),
    );
  });

  it("refuses to rename a group to a taken name", async () => {
    const { group, update } = open();
    await group("A");
    const b = await group("B");
    expect(await update("Group", b, { displayName: "a" })).toEqual(conflict("displayName"));
  });
}

function sets(open: () => Tools): void {
  it("creates a set and leaves out, and names, the ids that nothing has", async () => {
    const { create, members, user } = open();
    const ann = await user("ann");
    const relation: RelationChange = { attribute: "members", kind: "replace", with: [ann.id, "nobody"] };
    const outcome = await create("Group", { displayName: "G" }, relation);
    expect(outcome).toMatchObject({ kind: "written", skipped: ["nobody"] });
    expect(await members(written(outcome))).toEqual([ann.id]);
  });

  it("adds and removes, and moves the version only when the set is different", async () => {
    const { group, members, relate, user } = open();
    const [ann, bob] = [await user("ann"), await user("bob")];
    const empty = await group("G");
    const one = written(await relate(empty, { kind: "update", add: [ann.id], remove: [bob.id] }));
    expect(one.version).toBeGreaterThan(empty.version);
    expect(written(await relate(empty, { kind: "update", add: [ann.id], remove: [bob.id] }))).toEqual(one);
    const none = written(await relate(empty, { kind: "update", add: [], remove: [ann.id] }));
    expect(none.version).toBeGreaterThan(one.version);
    expect(await members(none)).toEqual([]);
  });

  it("replaces a set, and keeps the version when it already is that", async () => {
    const { group, members, relate, user } = open();
    const [ann, bob, cat] = [await user("ann"), await user("bob"), await user("cat")];
    const before = await group("G", [ann.id, bob.id]);
    expect(written(await relate(before, { kind: "replace", with: [bob.id, ann.id] })).version).toBe(
      before.version,
    );
    const after = written(await relate(before, { kind: "replace", with: [cat.id, bob.id] }));
    expect(new Set(await members(after))).toEqual(new Set([bob.id, cat.id]));
    expect(await members(written(await relate(after, { kind: "replace", with: [] })))).toEqual([]);
  });

  it("writes attributes and set together, or neither", async () => {
    const { repository, group, members, update, user } = open();
    const ann = await user("ann");
    const old = await group("G");
    await update("Group", old, { displayName: "H" });
    const relation: RelationChange = { attribute: "members", kind: "replace", with: [ann.id] };
    const change = { kind: "update", resourceType: "Group", id: old.id, base: old, relation } as const;
    expect(await repository.write({ ...change, attributes: { displayName: "I" } })).toEqual({
      kind: "stale",
    });
    expect(await members(old)).toEqual([]);
    expect(await repository.write({ ...change, ifVersion: old.version })).toEqual({ kind: "stale" });
    expect(await repository.write(change)).toMatchObject({
      kind: "written",
      resource: { attributes: { displayName: "H" } },
    });
  });

  it("refuses unknown ids as a whole when told to", async () => {
    const { repository, group, members, user } = open();
    const [ann, target] = [await user("ann"), await group("G")];
    const relation: RelationChange = {
      attribute: "members",
      kind: "update",
      add: [ann.id, "nobody"],
      remove: [],
    };
    const change = { kind: "update", resourceType: "Group", id: target.id, base: target, relation } as const;
    expect(await repository.write({ ...change, rejectUnknownReferences: true })).toEqual({
      kind: "unknownReference",
      ids: ["nobody"],
    });
    expect(await members(target)).toEqual([]);
  });

  it("describes the elements of both directions, for several resources at once", async () => {
    const { repository, group, user } = open();
    const ann = await user("ann", { displayName: "Ann A." });
    const bob = await user("bob");
    const inner = await group("Inner");
    const outer = await group("Outer", [ann.id, bob.id, inner.id]);
    const members = await repository.relations("Group", "members", [outer.id, inner.id]);
    expect(members.get(outer.id)).toEqual([
      { value: ann.id, type: "User", display: "Ann A." },
      { value: bob.id, type: "User", display: "bob" },
      { value: inner.id, type: "Group", display: "Inner" },
    ]);
    expect(members.get(inner.id) ?? []).toEqual([]);
    const groups = await repository.relations("User", "groups", [ann.id, bob.id]);
    expect(groups.get(bob.id)).toEqual([{ value: outer.id, type: "Group", display: "Outer" }]);
  });
}

function lists(open: () => Tools): void {
  const eq = (name: string, value: string | boolean, sub?: string) => compare(name, "eq", value, sub);

  it("pages in order of creation, counts all, and gives an empty page past the end", async () => {
    const { repository, names, user } = open();
    for (const name of ["d", "a", "c", "b"]) await user(name);
    expect(await names(undefined, { startIndex: 2, count: 2 })).toEqual(["a", "c"]);
    expect(await names(undefined, { startIndex: 5 })).toEqual([]);
    const page = await repository.list("User", { startIndex: 1, count: 0 });
    expect(page).toEqual({ totalResults: 4, resources: [] });
  });

  it("filters by case as the schema says, by booleans, by several values and by negation", async () => {
    const { names, user } = open();
    await user("Ann", { externalId: "E1", active: true, emails: [{ value: "A@x.org", type: "work" }] });
    await user("bob", { externalId: "e1", active: false });
    expect(await names(eq("userName", "aNN"))).toEqual(["Ann"]);
    expect(await names(eq("externalId", "e1"))).toEqual(["bob"]);
    expect(await names(eq("active", false))).toEqual(["bob"]);
    expect(await names(compare("emails", "co", "a@", "value"))).toEqual(["Ann"]);
    expect(await names({ kind: "not", filter: { kind: "present", path: { name: "emails" } } })).toEqual([
      "bob",
    ]);
    const work: Filter = { kind: "and", left: eq("type", "WORK"), right: eq("value", "a@X.org") };
    expect(await names({ kind: "valuePath", path: { name: "emails" }, filter: work })).toEqual(["Ann"]);
  });

  it("takes the signs of LIKE and quotes for what they are", async () => {
    const { names, user } = open();
    await user("100%_o'k\\");
    await user("100 percent");
    expect(await names(compare("userName", "co", "0%_O'"))).toEqual(["100%_o'k\\"]);
    expect(await names(eq("userName", "100%_o'k\\"))).toEqual(["100%_o'k\\"]);
  });

  it("filters by id, by times and by relations in both directions", async () => {
    const { repository, names, user, group } = open();
    const [ann, bob] = [await user("ann"), await user("bob")];
    const staff = await group("Staff", [ann.id]);
    expect(await names(eq("id", bob.id))).toEqual(["bob"]);
    expect(await names(compare("meta", "ge", ann.created, "lastModified"))).toEqual(["ann", "bob"]);
    expect(await names(compare("meta", "gt", "2999-01-01T00:00:00Z", "created"))).toEqual([]);
    expect(await names(eq("groups", staff.id, "value"))).toEqual(["ann"]);
    const both: Filter = { kind: "and", left: eq("id", staff.id), right: eq("members", ann.id, "value") };
    const page = await repository.list("Group", { filter: both, startIndex: 1, count: 10 });
    expect(page.totalResults).toBe(1);
  });

  it("sorts without case, by code point, with missing values last and first, then by creation", async () => {
    const { names, user } = open();
    await user("u1", { title: "b" });
    await user("u2");
    await user("u3", { title: "A" });
    await user("u4", { title: "B" });
    await user("u5", { title: "\u{1F600}" });
    await user("u6", { title: "\uFF5E" });
    const by = (descending: boolean) => names(undefined, { sort: { path: { name: "title" }, descending } });
    expect(await by(false)).toEqual(["u3", "u1", "u4", "u6", "u5", "u2"]);
    expect(await by(true)).toEqual(["u2", "u5", "u6", "u1", "u4", "u3"]);
  });
}

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

function listsByKey(open: () => Tools): void {
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

function deletes(open: () => Tools): void {
  it("deletes once, and gives the state before", async () => {
    const { repository, user } = open();
    const ann = await user("ann");
    const change = { kind: "delete", resourceType: "User", id: ann.id } as const;
    expect(await repository.write({ ...change, ifVersion: ann.version + 1 })).toEqual({ kind: "stale" });
    expect(await repository.write({ ...change, ifVersion: ann.version })).toEqual({
      kind: "written",
      resource: ann,
    });
    expect(await repository.write(change)).toEqual({ kind: "notFound" });
    expect(await repository.find("User", ann.id)).toBeUndefined();
    expect((await repository.list("User", { startIndex: 1, count: 9 })).totalResults).toBe(0);
  });

  it("takes a deleted user out of every group, which gets a new version", async () => {
    const { repository, user, group, members, relate } = open();
    const [ann, bob] = [await user("ann"), await user("bob")];
    const before = await group("G", [ann.id, bob.id]);
    await repository.write({ kind: "delete", resourceType: "User", id: ann.id });
    expect(await members(before)).toEqual([bob.id]);
    const after = await repository.find("Group", before.id);
    expect(after?.version).toBeGreaterThan(before.version);
    expect(written(await relate(before, { kind: "replace", with: [bob.id] })).version).toBe(after?.version);
  });

  it("takes a deleted group from its members", async () => {
    const { repository, user, group } = open();
    const ann = await user("ann");
    const staff = await group("G", [ann.id]);
    await repository.write({ kind: "delete", resourceType: "Group", id: staff.id });
    expect((await repository.relations("User", "groups", [ann.id])).get(ann.id) ?? []).toEqual([]);
  });
}

function furtherTypes(open: () => Tools): void {
  it("keeps resources of a type that is nothing but its definition", async () => {
    const { repository, create, update } = open();
    const admin = written(await create("Role", { displayName: "Admin", externalId: "e1" }));
    const other = written(await create("Role", { displayName: "Reader", externalId: "e1", level: 3 }));
    expect(await repository.find("Role", other.id)).toEqual(other);
    expect(await repository.find("User", other.id)).toBeUndefined();
    const changed = written(await update("Role", admin, { displayName: "Owner" }));
    expect(changed).toMatchObject({ attributes: { displayName: "Owner" }, created: admin.created });
    expect(changed.version).toBeGreaterThan(admin.version);
    expect(await update("Role", admin, { displayName: "Late" })).toEqual({ kind: "stale" });
    expect(written(await update("Role", changed, { displayName: "Owner" })).version).toBe(changed.version);
    const gone = { kind: "delete", resourceType: "Role", id: admin.id } as const;
    expect(await repository.write(gone)).toMatchObject({ kind: "written" });
    expect(await repository.write(gone)).toEqual({ kind: "notFound" });
  });

  it("lists, filters, sorts and tells duplicates apart as the definition says", async () => {
    const { repository, create, user } = open();
    await user("admin", { displayName: "Admin" });
    const names = ["Admin", "reader", "Owner"];
    for (const displayName of names) await create("Role", { displayName, description: `may ${displayName}` });
    expect(await create("Role", { displayName: "ADMIN" })).toEqual({
      kind: "conflict",
      attribute: "displayName",
      value: "ADMIN",
    });
    const list = async (selection: Selection) => {
      const { resources, totalResults } = await repository.list("Role", {
        ...selection,
        startIndex: 1,
        count: 2,
      });
      return [totalResults, ...resources.map(({ attributes }) => attributes.displayName)];
    };
    expect(await list({})).toEqual([3, "Admin", "reader"]);
    expect(await list({ sort: { path: { name: "displayName" }, descending: true } })).toEqual([
      3,
      "reader",
      "Owner",
    ]);
    expect(await list({ filter: compare("displayName", "eq", "owner") })).toEqual([1, "Owner"]);
    expect(await list({ filter: compare("description", "co", "READER") })).toEqual([1, "reader"]);
  });
}

function concurrency(open: () => Tools): void {
  it("loses no member when many requests add and remove at once, all from one base", async () => {
    const { group, members, relate, user } = open();
    const ids: string[] = [];
    for (let index = 0; index < 20; index += 1) ids.push((await user(`u${index}`)).id);
    const [stay, go] = [ids.slice(0, 10), ids.slice(10)];
    const base = await group("G", go);
    await Promise.all([
      ...stay.map((id) => relate(base, { kind: "update", add: [id], remove: [] })),
      ...go.map((id) => relate(base, { kind: "update", add: [], remove: [id] })),
    ]);
    expect(new Set(await members(base))).toEqual(new Set(stay));
  });

  it("lets one of several updates from the same version through", async () => {
    const { user, update } = open();
    const base = await user("ann");
    const outcomes = await Promise.all(
      ["a", "b", "c", "d"].map((title) => update("User", base, { userName: "ann", title })),
    );
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["stale", "stale", "stale", "written"]);
  });

  it("lets one of several creations of the same userName through", async () => {
    const { create } = open();
    const outcomes = await Promise.all(["x", "X", "x"].map((userName) => create("User", { userName })));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["conflict", "conflict", "written"]);
  });
}
