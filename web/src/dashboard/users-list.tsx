import type { DirectoryUser, ListDirectoryUsersQuery } from "@rollcall/sdk";
import { IconUsers } from "@tabler/icons-react";
import { rollcall } from "../api/client.ts";
import { usePages } from "../api/paging.ts";
import { type Column, DataTable, Paged } from "../ui/data-table.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { StateBadge } from "../ui/state-badge.tsx";
import { Nothing } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";
import { TextLink } from "./link.tsx";

const REFRESH_MS = 5_000;

const columns: readonly Column<DirectoryUser>[] = [
  {
    title: "Name",
    render: (user) => (
      <TextLink to="/users/$userId" params={{ userId: user.id }} fw={600}>
        {userTitle(user)}
      </TextLink>
    ),
  },
  { title: "E-mail", render: ({ email }) => email ?? "–" },
  { title: "Id at the provider", render: ({ idp_id }) => idp_id },
  { title: "State", render: ({ state }) => <StateBadge state={state} /> },
  { title: "Updated", render: ({ updated_at }) => <Time at={updated_at} /> },
];

/** A user may have no name, and a group pushed by a machine may have none that is visible. */
export function userTitle({ name, username, email, id }: DirectoryUser): string {
  return [name, username, email].find((each) => each !== null && each.trim() !== "") ?? id;
}

type UsersListProps = {
  readonly filter: ListDirectoryUsersQuery;
  /** What an empty list means. */
  readonly empty: string;
};

export function UsersList({ filter, empty }: UsersListProps) {
  const { query, onPrevious, onNext } = usePages({
    queryKey: ["users", filter],
    fetchPage: (cursor) => rollcall.directoryUsers.list({ ...filter, ...cursor, limit: 25 }).page(),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Loaded query={query}>
      {({ data }) =>
        data.length === 0 ? (
          <Nothing icon={<IconUsers aria-hidden />} title={empty} />
        ) : (
          <Paged onPrevious={onPrevious} onNext={onNext}>
            <DataTable label="Users" columns={columns} rows={data} rowKey={({ id }) => id} />
          </Paged>
        )
      }
    </Loaded>
  );
}
