import type { Page } from "@rollcall/sdk";
import { keepPreviousData, type QueryKey, useQuery } from "@tanstack/react-query";
import { useState } from "react";

/** Which page of a list: the first, the one before or the one after an item. */
export type Cursor = { readonly before?: string } | { readonly after?: string };

type PagesOptions<Item> = {
  readonly queryKey: QueryKey;
  readonly fetchPage: (cursor: Cursor) => Promise<Page<Item>>;
  /** Milliseconds between looks at what has come since; the first page only, because others do not grow. */
  readonly refetchInterval?: number;
};

/** A list, page by page. */
export function usePages<Item>({ queryKey, fetchPage, refetchInterval }: PagesOptions<Item>) {
  const [cursor, setCursor] = useState<Cursor>({});
  const first = Object.keys(cursor).length === 0;
  const query = useQuery({
    queryKey: [...queryKey, cursor],
    queryFn: () => fetchPage(cursor),
    placeholderData: keepPreviousData,
    ...(refetchInterval !== undefined && first ? { refetchInterval } : {}),
  });
  const { before = null, after = null } = query.data?.list_metadata ?? {};
  return {
    query,
    items: query.data?.data,
    onPrevious: before === null ? undefined : () => setCursor({ before }),
    onNext: after === null ? undefined : () => setCursor({ after }),
    /** Back to the first page: what is asked for has changed. */
    reset: () => setCursor({}),
  };
}
