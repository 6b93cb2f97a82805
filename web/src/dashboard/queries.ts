import { queryOptions } from "@tanstack/react-query";
import { rollcall } from "../api/client.ts";

/** Single things by id, as several pages show them. */
export const organizationQuery = (id: string) =>
  queryOptions({ queryKey: ["organization", id], queryFn: () => rollcall.organizations.get(id) });

export const directoryQuery = (id: string) =>
  queryOptions({ queryKey: ["directory", id], queryFn: () => rollcall.directories.get(id) });

export const directoryTokensQuery = (id: string) =>
  queryOptions({
    queryKey: ["directory", id, "tokens"],
    queryFn: async () => (await rollcall.directoryTokens.list(id, { limit: 100 }).page()).data,
  });
