import type {
  Directory,
  DirectoryGroup,
  DirectoryToken,
  DirectoryUser,
  NewDirectoryToken,
  Page,
} from "@rollcall/sdk";
import { queryOptions } from "@tanstack/react-query";
import { callJson } from "./client.ts";
import type { Cursor } from "./paging.ts";
import { SESSION } from "./query-client.ts";

export type PortalSession = {
  readonly organization: { readonly id: string; readonly name: string };
  readonly return_url: string | null;
  readonly success_url: string | null;
  readonly expires_at: string;
  readonly public_url: string;
  readonly public_url_problems: readonly string[];
};

const BASE = "/_/portal";
const at = (directoryId: string) => `${BASE}/directories/${encodeURIComponent(directoryId)}`;

export const portalSessionQuery = queryOptions({
  queryKey: SESSION,
  queryFn: () => callJson<PortalSession | null>("GET", `${BASE}/session`),
  staleTime: 60_000,
});

export const openLink = (token: string) => callJson<PortalSession>("POST", `${BASE}/session`, { token });
export const endPortalSession = () => callJson<void>("DELETE", `${BASE}/session`);

export const portalDirectoriesQuery = queryOptions({
  queryKey: ["directories"],
  queryFn: async () => (await callJson<{ data: readonly Directory[] }>("GET", `${BASE}/directories`)).data,
});

export const portalDirectoryQuery = (id: string) =>
  queryOptions({ queryKey: ["directories", id], queryFn: () => callJson<Directory>("GET", at(id)) });

export const portalTokensQuery = (id: string) =>
  queryOptions({
    queryKey: ["directories", id, "tokens"],
    queryFn: async () =>
      (await callJson<{ data: readonly DirectoryToken[] }>("GET", `${at(id)}/tokens`)).data,
  });

export const createPortalDirectory = (input: { readonly name: string; readonly type: string }) =>
  callJson<Directory>("POST", `${BASE}/directories`, input);

export const createPortalToken = (id: string) => callJson<NewDirectoryToken>("POST", `${at(id)}/tokens`);

export const revokePortalToken = (id: string, tokenId: string) =>
  callJson<void>("DELETE", `${at(id)}/tokens/${encodeURIComponent(tokenId)}`);

const list =
  <Item>(what: "users" | "groups") =>
  (id: string, cursor: Cursor) =>
    callJson<Page<Item>>("GET", `${at(id)}/${what}?${new URLSearchParams({ ...cursor, limit: "20" })}`);

export const listPortalUsers = list<DirectoryUser>("users");
export const listPortalGroups = list<DirectoryGroup>("groups");
