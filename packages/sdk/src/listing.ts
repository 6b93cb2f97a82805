import type { ListMetadata } from "./generated/types.ts";

/** One page of a list. */
export type Page<Item> = {
  readonly object: "list";
  readonly data: readonly Item[];
  readonly list_metadata: ListMetadata;
};

/** What every list can be asked for. */
type PageQuery = {
  readonly limit?: number | undefined;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly order?: "asc" | "desc" | "normal" | undefined;
};

/**
 * A list that is read as far as it is used: `for await` fetches page after page. With `before` it is walked from
 * that id backwards. Nothing is fetched before the first item is asked for.
 */
export type Listing<Item> = AsyncIterable<Item> & {
  /** One page, as the query says. */
  page(): Promise<Page<Item>>;
  /** Page after page, each as the server gave it. */
  pages(): AsyncIterable<Page<Item>>;
};

const MOST_PER_PAGE = 100;

export function createListing<Item, Query extends PageQuery>(
  query: Query,
  fetchPage: (query: Query) => Promise<Page<Item>>,
): Listing<Item> {
  const direction = directionOf(query);
  // In the order `normal` the list runs from the newest item, and `before` fetches what comes later in it.
  const backwards = (query.order === "normal") === (direction === "after");

  async function* pages() {
    for (let next: Query = { ...query, limit: query.limit ?? MOST_PER_PAGE }; ; ) {
      const page = await fetchPage(next);
      yield page;
      const cursor = page.list_metadata[direction];
      if (cursor === null) return;
      next = { ...next, [direction]: cursor };
    }
  }

  return {
    page: () => fetchPage(query),
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const { data } of pages()) yield* backwards ? [...data].reverse() : data;
    },
  };
}

/** Which cursor leads on. */
function directionOf({ after, before, order }: PageQuery): "after" | "before" {
  if (after !== undefined) return "after";
  return before !== undefined || order === "normal" ? "before" : "after";
}
