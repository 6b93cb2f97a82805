import { expect, it } from "vitest";
import { type Tools, written } from "./tools.ts";

export function deletes(open: () => Tools): void {
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
