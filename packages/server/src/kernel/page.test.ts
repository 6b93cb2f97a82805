import fc from "fast-check";
import { expect, test } from "vitest";
import { type KeyRange, type PageQuery, pageOf, rangeOfPage } from "./page.ts";

/** What a store does with a range, over keys in memory. */
function scan(keys: readonly string[], { above, below, descending, limit }: KeyRange): readonly string[] {
  const within = keys.filter(
    (key) => (above === undefined || key > above) && (below === undefined || key < below),
  );
  return (descending ? within.toReversed() : within).slice(0, limit);
}

const read = (keys: readonly string[], query: PageQuery) =>
  pageOf(scan(keys, rangeOfPage(query)), query, (key) => key);

const lists = fc
  .uniqueArray(fc.integer({ min: 1000, max: 9999 }), { maxLength: 30 })
  .map((numbers) => numbers.map(String).sort());
const limits = fc.integer({ min: 1, max: 8 });

test("walking by after gives every item once, in the order asked for", () => {
  fc.assert(
    fc.property(lists, limits, fc.constantFrom("asc" as const, "desc" as const), (keys, limit, order) => {
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const page: ReturnType<typeof read> = read(keys, {
          limit,
          order,
          ...(after === null ? {} : { after }),
        });
        seen.push(...page.items);
        after = page.after;
      } while (after !== null);
      expect(seen).toEqual(order === "asc" ? keys : keys.toReversed());
    }),
  );
});

test("before of a page leads back to the page that it came from", () => {
  fc.assert(
    fc.property(lists, limits, fc.constantFrom("asc" as const, "desc" as const), (keys, limit, order) => {
      const first = read(keys, { limit, order });
      if (first.after === null) return;
      const second = read(keys, { limit, order, after: first.after });
      expect(second.before).not.toBeNull();
      expect(read(keys, { limit, order, before: second.before ?? "" })).toEqual(first);
    }),
  );
});

test("normal shows newest first, fetches older items by before and newer ones by after", () => {
  fc.assert(
    fc.property(lists, limits, (keys, limit) => {
      const seen: string[] = [];
      let before: string | null = null;
      let last: ReturnType<typeof read>;
      do {
        last = read(keys, { limit, order: "normal", ...(before === null ? {} : { before }) });
        seen.push(...last.items);
        before = last.before;
      } while (before !== null);
      expect(seen).toEqual(keys.toReversed());
      if (last.after === null) return;
      const newer = read(keys, { limit, order: "normal", after: last.after }).items;
      expect(newer).toEqual(
        keys
          .filter((key) => key > (last.after ?? ""))
          .slice(0, limit)
          .reverse(),
      );
    }),
  );
});
