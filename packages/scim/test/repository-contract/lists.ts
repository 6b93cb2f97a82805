import { expect, it } from "vitest";
import type { Filter } from "../../src/index.ts";
import { compare, type Tools } from "./tools.ts";

export function lists(open: () => Tools): void {
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
