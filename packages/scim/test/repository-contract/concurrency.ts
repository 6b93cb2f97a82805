import { expect, it } from "vitest";
import type { Tools } from "./tools.ts";

export function concurrency(open: () => Tools): void {
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
