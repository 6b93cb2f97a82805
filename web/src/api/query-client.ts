import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { isSignedOut } from "./problem.ts";

/** The query that says who is signed in: both applications ask it first. */
export const SESSION = ["session"] as const;

/** A session that ended shows the way in again, whatever was asked when it came out. */
export function createQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (isSignedOut(error)) client.setQueryData(SESSION, null);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    // The SDK repeats what failed for a moment already.
    defaultOptions: { queries: { retry: false, staleTime: 2_000 } },
  });
  return client;
}
