import { expect, it } from "vitest";
import type { Selection } from "../../src/index.ts";
import { compare, type Tools, written } from "./tools.ts";

export function furtherTypes(open: () => Tools): void {
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
