import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { isSignedOut } from "./problem.ts";

/** The query that says who is signed in: both applications ask it first. */
export const SESSION = ["session"] as const;

/** A session that ended shows the way in again, whatever was asked when it came out. */
export function createQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (isSignedOut(error)) forgetSession(client);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // The SDK repeats what failed for a moment already. A browser that believes itself offline is asked all the
      // same: the server may be on this machine, and waiting in silence would say nothing.
      queries: { retry: false, staleTime: 2_000, networkMode: "always" },
      mutations: { networkMode: "always" },
    },
  });
  return client;
}

/** What the page has read, tokens among it, goes with the session. */
export function forgetSession(client: QueryClient): void {
  client.setQueryData(SESSION, null);
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION[0] });
  client.getMutationCache().clear();
}
