import { describe, expect, it } from "vitest";
import { contradictions, malformed, readCitations, readSections } from "../scripts/requirements.mjs";

const sections = readSections();

describe("the requirements", () => {
  it("are whole: ids of their own, a level, a source, a sentence, and a note where they are not claimed", () => {
    expect(sections.map(({ section }) => section).join("")).toBe("ABCDEFGHIJKLMN");
    expect(malformed(sections)).toEqual([]);
  });

  it("are each cited by a test that runs when they are claimed, and no test cites any other", () => {
    expect(contradictions(sections, readCitations())).toEqual([]);
  });
});
