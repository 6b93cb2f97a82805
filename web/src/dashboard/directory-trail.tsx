import { useQuery } from "@tanstack/react-query";
import type { DirectoryTab } from "./directory/directory-tabs.ts";
import { TextLink } from "./link.tsx";
import { directoryQuery } from "./queries.ts";

type DirectoryTrailProps = { readonly directoryId: string; readonly tab: DirectoryTab };

/** Back to the directory that something belongs to. */
export function DirectoryTrail({ directoryId, tab }: DirectoryTrailProps) {
  const { data } = useQuery(directoryQuery(directoryId));
  return (
    <TextLink to="/directories/$directoryId" params={{ directoryId }} search={{ tab }}>
      {data?.name ?? "Directory"}
    </TextLink>
  );
}
