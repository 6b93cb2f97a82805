import fc from "fast-check";
import { expect, it } from "vitest";
import { encodeQuery, equals } from "./query.ts";

it.each(["percent20", "plus"] as const)(
  "encodes any value so that a server reads it back (%s)",
  (encoding) => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        const query = encodeQuery({ filter: equals("userName", value), startIndex: 1 }, encoding);
        expect(query).toMatch(/^[\w.*%+=&-]+$/);
        const filter = new URLSearchParams(query).get("filter") ?? "";
        expect(JSON.parse(filter.slice("userName eq ".length))).toBe(value);
      }),
    );
  },
);
