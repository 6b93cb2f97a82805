import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ScimError } from "../message/error.ts";
import { tokenize } from "./tokenize.ts";

describe("tokenize", () => {
  it("cuts a filter at white space, quotes and brackets", () => {
    expect(tokenize('emails[type eq "work"] and not (a pr)').map((token) => token.text)).toEqual([
      "emails",
      "[",
      "type",
      "eq",
      "work",
      "]",
      "and",
      "not",
      "(",
      "a",
      "pr",
      ")",
      "",
    ]);
  });

  it("says where each token stands and whether space precedes it", () => {
    expect(tokenize(' a "b"c')).toEqual([
      { kind: "word", text: "a", at: 1, spaced: true },
      { kind: "string", text: "b", at: 3, spaced: true },
      { kind: "word", text: "c", at: 6, spaced: false },
      { kind: "end", text: "", at: 7, spaced: false },
    ]);
  });

  it("ends once, also after trailing space", () => {
    expect(tokenize("a ").map((token) => token.kind)).toEqual(["word", "end"]);
    expect(tokenize("").map((token) => token.kind)).toEqual(["end"]);
  });

  it("reads back every text that JSON can write (RFC 7159 §7)", () => {
    const text = fc
      .string({ unit: "binary" })
      .filter((value) => value.isWellFormed() && !value.includes("\0"));
    fc.assert(
      fc.property(text, (value) => {
        expect(tokenize(JSON.stringify(value))[0]).toMatchObject({ kind: "string", text: value });
      }),
    );
  });

  it.each([
    ["an unknown escape", '"\\x"'],
    ["half an escape", '"\\u12"'],
    ["a control character", '"a\nb"'],
    ["a NUL, escaped", '"a\\u0000b"'],
    ["a lone surrogate, escaped", '"\\ud800"'],
    ["a lone surrogate", '"\udc00"'],
    ["no closing quote", '"abc'],
    ["a closing quote that is escaped", '"abc\\"'],
    ["only a backslash", '"\\'],
  ])("refuses text with %s", (_, text) => {
    expect(() => tokenize(text)).toThrow(ScimError);
  });

  it("never fails but with invalidFilter, and loses no character outside strings", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', "\\", "[", "]", "(", ")", " ", "a", "😀", ".") }),
        (text) => {
          try {
            const words = tokenize(text).filter((token) => token.kind !== "string");
            for (const token of words)
              expect(text.slice(token.at, token.at + token.text.length)).toBe(token.text);
          } catch (error) {
            expect(error).toMatchObject({ scimType: "invalidFilter" });
          }
        },
      ),
    );
  });
});
