import { expect, it } from "vitest";
import type { RelationChange } from "../../src/index.ts";
import { type Tools, written } from "./tools.ts";

export function sets(open: () => Tools): void {
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
