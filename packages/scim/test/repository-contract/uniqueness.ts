import { expect, it } from "vitest";
import { type Tools, written } from "./tools.ts";

export function uniqueness(open: () => Tools): void {
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
