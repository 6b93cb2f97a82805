import { expect, it } from "vitest";
import { type Tools, written } from "./tools.ts";

export function documents(open: () => Tools): void {
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
