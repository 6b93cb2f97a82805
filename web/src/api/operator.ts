import { queryOptions } from "@tanstack/react-query";
import { callJson } from "./client.ts";
import { SESSION } from "./query-client.ts";

export type OperatorSession = {
  readonly key: { readonly id: string; readonly name: string };
  readonly expires_at: string;
};

export type Overview = {
  readonly public_url: string;
  readonly public_url_problems: readonly string[];
  readonly versions: { readonly rollcall: string; readonly node: string };
  readonly database: "sqlite" | "postgres";
  readonly health: { readonly ready: boolean; readonly problem: string | null };
  readonly counts: {
    readonly organizations: number;
    readonly directories: number;
    readonly users: { readonly active: number; readonly inactive: number };
    readonly groups: number;
  };
  readonly webhooks: {
    readonly pending: number;
    readonly parked: number;
    readonly failed: number;
    readonly events_behind: number;
  };
};

export const operatorSessionQuery = queryOptions({
  queryKey: SESSION,
  queryFn: () => callJson<OperatorSession | null>("GET", "/_/session"),
  staleTime: 60_000,
});

export const overviewQuery = queryOptions({
  queryKey: ["overview"],
  queryFn: () => callJson<Overview>("GET", "/_/overview"),
});

/** The key goes to the server once; what stays in the browser is a cookie that scripts cannot read. */
export const signIn = (apiKey: string) =>
  callJson<OperatorSession>("POST", "/_/session", { api_key: apiKey });

export const signOut = () => callJson<void>("DELETE", "/_/session");
