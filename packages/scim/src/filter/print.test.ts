import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ComparisonOperator, Filter } from "./ast.ts";
import { parseFilter } from "./parse.ts";
import { printFilter } from "./print.ts";

const name = fc.stringMatching(/^[A-Za-z][\w-]{0,6}$/).filter((text) => text.toLowerCase() !== "not");
const path = fc.record(
  { urn: fc.constantFrom("urn:x:app:1.0:User", "urn:a:b"), name, sub: name },
  { requiredKeys: ["name"] },
);
const operator = fc.constantFrom<ComparisonOperator>("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le");
const value = fc.oneof(
  fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0")),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.boolean(),
  fc.constant(null),
);

type PathArbitrary = fc.Arbitrary<{ name: string; urn?: string; sub?: string }>;

function terms(paths: PathArbitrary): fc.Arbitrary<Filter> {
  return fc.oneof(
    paths.map((found): Filter => ({ kind: "present", path: found })),
    fc
      .tuple(paths, operator, value)
      .map(([found, op, right]): Filter => ({ kind: "compare", path: found, operator: op, value: right })),
  );
}

/** Every tree that the grammar of RFC 7644 §3.4.2.2 can express over the leaves, up to a depth that the parser accepts. */
function trees(leaf: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> {
  const { tree } = fc.letrec<{ tree: Filter }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc
        .tuple(fc.constantFrom("and", "or"), tie("tree"), tie("tree"))
        .map(([kind, left, right]): Filter => ({ kind: kind as "and" | "or", left, right })),
      tie("tree").map((filter): Filter => ({ kind: "not", filter })),
    ),
  }));
  return tree;
}

const inner = trees(terms(name.map((text) => ({ name: text }))));
const valuePath = fc
  .tuple(
    path.map(({ sub: _, ...rest }) => rest),
    inner,
  )
  .map(([found, filter]): Filter => ({ kind: "valuePath", path: found, filter }));
const anyFilter = trees(fc.oneof(terms(path), valuePath));

describe("printFilter", () => {
  it("is undone by parseFilter, for every tree", () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        expect(parseFilter(printFilter(filter), { maxLength: 1e6, maxTerms: 1e4 })).toEqual(filter);
      }),
    );
  });

  it.each([
    "a pr and b pr or c pr",
    "a pr or b pr and c pr",
    "(a pr or b pr) and c pr",
    "a pr and (b pr and c pr)",
    "a pr or (b pr or c pr)",
    "not (a pr)",
    'emails[type eq "work" and not (value pr)]',
    "a eq 1 and b ne null and c eq true",
  ])("writes %s with no more parentheses than it needs", (text) => {
    expect(printFilter(parseFilter(text))).toBe(text);
  });
});
