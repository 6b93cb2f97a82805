import { expect, it } from "vitest";
import { renderTable } from "./text-table.ts";

it("aligns columns by the cells that a terminal needs, not by characters", () => {
  const columns = [{ title: "group" }, { title: "n", align: "right" }] as const;
  expect(
    renderTable(columns, [
      ["営業部", "7"],
      ["Données", "1200"],
    ]),
  ).toEqual(["group       n", "───────  ────", "営業部      7", "Données  1200"]);
});
