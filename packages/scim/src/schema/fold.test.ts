import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareCodePoints, fold, nameKey, parseInstant } from "./fold.ts";

describe("fold", () => {
  it.each([
    ["Alice@Example.COM", "alice@example.com"],
    ["ÀÉ", "àé"],
    ["e\u0301", "é"],
    ["\u212A", "k"],
    ["\u212B", "å"],
    ["ΟΔΟΣ", "οδοσ"],
    ["οδος", "οδοσ"],
    ["J\u030C", "\u01F0"],
    ["straße", "straße"],
    ["李", "李"],
  ])("folds %s to %s", (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it("is idempotent, so that a stored key can be folded again", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => fold(fold(text)) === fold(text)));
  });

  it("does not tell composed from decomposed text [B21b]", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => fold(text.normalize("NFD")) === fold(text)),
    );
  });
});

describe("nameKey", () => {
  it("lowers the ASCII letters of names (RFC 7643 §2.1)", () => {
    expect(nameKey("userName")).toBe("username");
  });

  it("leaves look-alikes of ASCII letters alone", () => {
    expect(nameKey("nic\u212Aname")).toBe("nic\u212Aname");
  });
});

describe("compareCodePoints", () => {
  it("puts supplementary characters after the whole basic plane, unlike UTF-16 units", () => {
    expect("😀" < "\uff5e").toBe(true);
    expect(compareCodePoints("😀", "\uff5e")).toBeGreaterThan(0);
  });

  it("puts a prefix first, and equal texts level", () => {
    expect(compareCodePoints("a", "ab")).toBeLessThan(0);
    expect(compareCodePoints("ab", "ab")).toBe(0);
  });

  it("orders like the sequences of code points", () => {
    const points = (text: string) => [...text].map((char) => char.codePointAt(0) ?? 0);
    const text = fc.string({ unit: fc.constantFrom("a", "z", "é", "\ud7ff", "\ue000", "\uffff", "😀", "𐀀") });
    fc.assert(
      fc.property(text, text, (left, right) => {
        const [a, b] = [points(left), points(right)];
        const at = a.findIndex((point, index) => point !== b[index]);
        const expected = at === -1 ? a.length - b.length : b[at] === undefined ? 1 : (a[at] ?? 0) - b[at];
        return Math.sign(compareCodePoints(left, right)) === Math.sign(expected);
      }),
    );
  });
});

describe("parseInstant (RFC 7643 §2.3.5, xsd:dateTime)", () => {
  it.each([
    ["1970-01-01T00:00:00Z", 0],
    ["2008-01-23T04:56:22Z", Date.UTC(2008, 0, 23, 4, 56, 22)],
    ["2011-05-13T04:42:34+02:00", Date.UTC(2011, 4, 13, 2, 42, 34)],
    ["2011-05-13T04:42:34-11:30", Date.UTC(2011, 4, 13, 16, 12, 34)],
    ["2011-05-13T04:42:34", Date.UTC(2011, 4, 13, 4, 42, 34)],
    ["2011-05-13t04:42:34z", Date.UTC(2011, 4, 13, 4, 42, 34)],
    ["2011-05-13T04:42:34.5Z", Date.UTC(2011, 4, 13, 4, 42, 34, 500)],
    ["2000-02-29T00:00:00Z", Date.UTC(2000, 1, 29)],
    ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29)],
    ["0050-01-01T00:00:00Z", new Date("0050-01-01T00:00:00Z").getTime()],
    ["2024-12-31T24:00:00Z", Date.UTC(2025, 0, 1)],
    ["1969-12-31T23:59:59Z", -1000],
  ])("reads %s", (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
  });

  it.each([
    "",
    "2011-05-13",
    "04:42:34",
    "2011-05-13 04:42:34Z",
    "2011-05-13T04:42Z",
    "2011-13-13T04:42:34Z",
    "2011-00-13T04:42:34Z",
    "2011-02-29T04:42:34Z",
    "1900-02-29T04:42:34Z",
    "2011-04-31T04:42:34Z",
    "2011-05-00T04:42:34Z",
    "2011-05-13T25:00:00Z",
    "2011-05-13T24:00:01Z",
    "2011-05-13T24:00:00.1Z",
    "2011-05-13T04:60:34Z",
    "2011-05-13T04:42:60Z",
    "2011-05-13T04:42:34.Z",
    "2011-05-13T04:42:34+0200",
    "2011-05-13T04:42:34+24:00",
    "2011-05-13T04:42:34+02:60",
    "2011-05-13T04:42:34Z ",
    "\u0662011-05-13T04:42:34Z",
    "2011-05-13T04:42:34Z\n",
  ])("refuses %j", (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it("tells instants apart that differ by a microsecond", () => {
    const [earlier = 0, later = 0] = ["2026-01-01T00:00:00.000001Z", "2026-01-01T00:00:00.000002Z"].map(
      parseInstant,
    );
    expect(later).toBeGreaterThan(earlier);
  });

  it("agrees with the platform's calendar from year 0 to 9999", () => {
    const whole = fc.date({
      min: new Date("0000-01-01T00:00:00Z"),
      max: new Date("9999-12-31T00:00:00Z"),
      noInvalidDate: true,
    });
    fc.assert(fc.property(whole, (date) => parseInstant(date.toISOString()) === date.getTime()));
  });
});
