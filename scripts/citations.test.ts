import { describe, expect, it } from "vitest";
import { citationsIn } from "./citations.mjs";
import { contradictions, malformed } from "./requirements.mjs";

const cited = (text: string) => citationsIn("a.test.ts", text).map(({ id, runs }) => [id, runs]);
const body = "() => { expect(1).toBe(1); }";

describe("a citation", () => {
  it.each([
    [`it("answers [E1]", ${body})`, ["E1"]],
    [`test("answers [E1, F4a] and more [N2]", async ${body})`, ["E1", "F4a", "N2"]],
    [`describe.each(engines)("on %s", () => { it("answers [E1]", ${body}) })`, ["E1"]],
    [`it.each([[1]])("%i answers [E1]", ${body})`, ["E1"]],
    [`it.each(rows)(\`answers \${what} [E1]\`, ${body})`, ["E1"]],
    [`it("answers [E1]", { timeout: 9 }, ${body})`, ["E1"]],
    [`if (slow) other(); it("answers [E1]", ${body})`, ["E1"]],
  ])("is found in %s", (text, ids) => {
    expect(cited(text)).toEqual(ids.map((id) => [id, true]));
  });

  it.each([
    `// it("answers [E1]", ${body})`,
    `const text = 'it("answers [E1]", ${body})'`,
    `describe("reading [E1]", () => { it("answers", ${body}) })`,
    `it("filters emails[type pr], a[0] and [e1]", ${body})`,
    `log("answers [E1]", ${body})`,
  ])("is no part of %s", (text) => {
    expect(cited(text)).toEqual([]);
  });

  it.each([
    `it.skip("answers [E1]", ${body})`,
    `it.todo("answers [E1]")`,
    `it("answers [E1]")`,
    `it.fails("answers [E1]", ${body})`,
    `it.skipIf(slow)("answers [E1]", ${body})`,
    `it.runIf(fast).each(rows)("answers [E1]", ${body})`,
    `it.each([])("answers [E1]", ${body})`,
    `it("answers [E1]", { skip: true }, ${body})`,
    `it("answers [E1]", (context) => { if (slow) context.skip(); })`,
    `describe.skip("reading", () => { it("answers [E1]", ${body}) })`,
    `describe("reading", { todo: true }, () => { it("answers [E1]", ${body}) })`,
    `describe.each([])("reading", () => { it("answers [E1]", ${body}) })`,
    `if (fast) it("answers [E1]", ${body})`,
    `fast && it("answers [E1]", ${body})`,
    `fast ? it("answers [E1]", ${body}) : undefined`,
  ])("does not count in %s", (text) => {
    expect(cited(text)).toEqual([["E1", false]]);
  });

  it("says where it stands", () => {
    expect(citationsIn("a.test.ts", `\n\nit("answers [E1]", ${body})`)).toEqual([
      { id: "E1", path: "a.test.ts", line: 3, runs: true },
    ]);
  });
});

describe("the rules", () => {
  const requirement = (id: string, claimed: boolean) => ({
    id,
    level: "MUST" as const,
    source: { rfc: 7644, section: "3.4.1" },
    text: "An unknown id is 404.",
    claimed,
    ...(claimed ? {} : { note: "Not done." }),
  });
  const sections = [
    { section: "E", title: "Reading", requirements: [requirement("E1", true), requirement("E2", false)] },
  ];
  const cite = (id: string, runs = true) => ({ id, path: "a.test.ts", line: 3, runs });

  it("are content when all that is claimed is cited, and nothing else", () => {
    expect(contradictions(sections, [cite("E1")])).toEqual([]);
    expect(malformed(sections)).toEqual([]);
  });

  it.each([
    ["what is claimed and not cited", [], "E1 is claimed, and no test cites it"],
    ["what only a skipped test cites", [cite("E1", false)], "only cited where nothing may run: a.test.ts:3"],
    ["what nobody knows", [cite("E1"), cite("E9")], "a.test.ts:3 cites E9, which is no requirement"],
    ["what is not claimed", [cite("E1"), cite("E2")], "a.test.ts:3 cites E2, which is not claimed"],
  ])("refuse %s", (_, citations, problem) => {
    expect(contradictions(sections, citations)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    ["an id of another section", { id: "F1" }, "F1 is no id of section E"],
    ["a second one of the same id", { id: "E1" }, "E1 is there twice"],
    ["an unknown level", { level: "SHALL" as "MUST" }, "E3 has the level SHALL"],
    ["half a sentence", { text: "An unknown id" }, "E3 is no sentence"],
    ["a source without section", { source: { rfc: 7644, section: "" } }, "E3 has no source"],
    ["what is not claimed without a word", { claimed: false }, "E3 is not claimed, and no note says why"],
  ])("refuse %s", (_, change, problem) => {
    const one = { ...requirement("E3", true), ...change };
    const broken = [{ ...sections[0]!, requirements: [...sections[0]!.requirements, one] }];
    expect(malformed(broken)).toEqual([problem]);
  });
});
