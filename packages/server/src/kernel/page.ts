/**
 * One page of a list by keyset: ids sort by creation, and a page is found by an id, not by an offset, so that
 * its cost does not grow with the list.
 */
export type PageQuery = {
  readonly limit: number;
  /** `normal` is `desc` with the cursors' meanings exchanged: `after` fetches newer items, `before` older ones. */
  readonly order: "asc" | "desc" | "normal";
  readonly after?: string;
  readonly before?: string;
};

export type Page<Item> = {
  readonly items: readonly Item[];
  /** The cursors of the neighbouring pages; null where the list ends. */
  readonly before: string | null;
  readonly after: string | null;
};

/** How to scan for a page: between two exclusive keys, in one direction, for `limit` keys and one to see further. */
export type KeyRange = {
  readonly above?: string;
  readonly below?: string;
  readonly descending: boolean;
  readonly limit: number;
};

export function rangeOfPage({ limit, order, after, before }: PageQuery): KeyRange {
  const newer = order === "desc" ? before : after;
  const older = order === "desc" ? after : before;
  return {
    ...(newer !== undefined ? { above: newer } : {}),
    ...(older !== undefined ? { below: older } : {}),
    descending: order === "asc" ? goesBack({ order, after, before }) : !goesBack({ order, after, before }),
    limit: limit + 1,
  };
}

/** Puts what {@link rangeOfPage} found into the order of the list, with the cursors of its neighbours. */
export function pageOf<Item>(
  found: readonly Item[],
  query: PageQuery,
  idOf: (item: Item) => string,
): Page<Item> {
  const { limit, order, after, before } = query;
  const further = found.length > limit;
  const back = goesBack(query);
  const kept = found.slice(0, limit);
  const items = back ? kept.reverse() : kept;
  const came = after !== undefined || before !== undefined;
  const first = (back ? further : came) ? (items[0] ?? null) : null;
  const last = (back ? came : further) ? (items.at(-1) ?? null) : null;
  const [head, tail] = [first && idOf(first), last && idOf(last)];
  return order === "normal" ? { items, before: tail, after: head } : { items, before: head, after: tail };
}

/** Whether the page lies before the cursor in the list's own order, so that the scan runs against that order. */
function goesBack({
  order,
  after,
  before,
}: {
  order: PageQuery["order"];
  after?: string | undefined;
  before?: string | undefined;
}): boolean {
  return order === "normal"
    ? after !== undefined && before === undefined
    : before !== undefined && after === undefined;
}
