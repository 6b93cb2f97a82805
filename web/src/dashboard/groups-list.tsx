import type { DirectoryGroup, ListDirectoryGroupsQuery } from "@rollcall/sdk";
import { IconUsersGroup } from "@tabler/icons-react";
import { rollcall } from "../api/client.ts";
import { usePages } from "../api/paging.ts";
import { type Column, DataTable, Paged } from "../ui/data-table.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Nothing } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";
import { TextLink } from "./link.tsx";

const REFRESH_MS = 5_000;

const columns: readonly Column<DirectoryGroup>[] = [
  {
    title: "Name",
    render: ({ id, name }) => (
      <TextLink to="/groups/$groupId" params={{ groupId: id }} fw={600}>
        {name.trim() === "" ? id : name}
      </TextLink>
    ),
  },
  { title: "Id at the provider", render: ({ idp_id }) => idp_id },
  { title: "Updated", render: ({ updated_at }) => <Time at={updated_at} /> },
];

type GroupsListProps = {
  readonly filter: ListDirectoryGroupsQuery;
  /** What an empty list means. */
  readonly empty: string;
};

export function GroupsList({ filter, empty }: GroupsListProps) {
  const { query, onPrevious, onNext } = usePages({
    queryKey: ["groups", filter],
    fetchPage: (cursor) => rollcall.directoryGroups.list({ ...filter, ...cursor, limit: 25 }).page(),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Loaded query={query}>
      {({ data }) =>
        data.length === 0 ? (
          <Nothing icon={<IconUsersGroup aria-hidden />} title={empty} />
        ) : (
          <Paged onPrevious={onPrevious} onNext={onNext}>
            <DataTable label="Groups" columns={columns} rows={data} rowKey={({ id }) => id} />
          </Paged>
        )
      }
    </Loaded>
  );
}
