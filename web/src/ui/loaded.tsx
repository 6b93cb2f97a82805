import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useExplain } from "./explain.ts";
import { Failure, Loading } from "./states.tsx";

type LoadedProps<Data> = {
  readonly query: Pick<UseQueryResult<Data>, "data" | "error" | "refetch">;
  readonly children: (data: Data) => ReactNode;
};

/** What a query found; until then that it loads, or why it does not. Old data stays while a new look fails. */
export function Loaded<Data>({ query, children }: LoadedProps<Data>) {
  const explain = useExplain();
  const { data, error, refetch } = query;
  return (
    <>
      {error && <Failure {...explain(error)} onRetry={() => void refetch()} />}
      {data === undefined ? !error && <Loading /> : children(data)}
    </>
  );
}
