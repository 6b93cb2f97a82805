import { Tabs, Text } from "@mantine/core";
import type { Directory, DirectoryGroup, DirectoryUser, Page } from "@rollcall/sdk";
import { type Cursor, usePages } from "../api/paging.ts";
import { listPortalGroups, listPortalUsers } from "../api/portal.ts";
import { type Column, DataTable, Paged } from "../ui/data-table.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Panel } from "../ui/panel.tsx";
import { StateBadge } from "../ui/state-badge.tsx";
import { Nothing } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";
import { text } from "./text.ts";

const words = text.status;
const LOOK_MS = 5_000;

const userColumns: readonly Column<DirectoryUser>[] = [
  { title: words.name, render: ({ name, username, idp_id }) => name ?? username ?? idp_id },
  { title: words.email, render: ({ email }) => email ?? "–" },
  { title: words.state, render: ({ state }) => <StateBadge state={state} /> },
  { title: words.updated, render: ({ updated_at }) => <Time at={updated_at} /> },
];

const groupColumns: readonly Column<DirectoryGroup>[] = [
  { title: words.name, render: ({ name }) => name },
  { title: words.updated, render: ({ updated_at }) => <Time at={updated_at} /> },
];

/** What has arrived, so that the admin can compare it with what was assigned. */
export function Status({ directory }: { readonly directory: Directory }) {
  const { users, groups } = directory.metadata;
  return (
    <Panel title={words.title}>
      <Text>{words.counts(users.active, users.inactive, groups)}</Text>
      <Tabs defaultValue="users" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="users">{words.users}</Tabs.Tab>
          <Tabs.Tab value="groups">{words.groups}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="users" pt="md">
          <Arrived
            directoryId={directory.id}
            label={words.users}
            list={listPortalUsers}
            columns={userColumns}
            empty={words.noUsers}
          />
        </Tabs.Panel>
        <Tabs.Panel value="groups" pt="md">
          <Arrived
            directoryId={directory.id}
            label={words.groups}
            list={listPortalGroups}
            columns={groupColumns}
            empty={words.noGroups}
          />
        </Tabs.Panel>
      </Tabs>
    </Panel>
  );
}

type ArrivedProps<Item> = {
  readonly directoryId: string;
  readonly label: string;
  readonly list: (directoryId: string, cursor: Cursor) => Promise<Page<Item>>;
  readonly columns: readonly Column<Item>[];
  readonly empty: string;
};

function Arrived<Item extends { readonly id: string }>(props: ArrivedProps<Item>) {
  const { directoryId, label, list, columns, empty } = props;
  const { query, onPrevious, onNext } = usePages({
    queryKey: ["directories", directoryId, label],
    fetchPage: (cursor) => list(directoryId, cursor),
    refetchInterval: LOOK_MS,
  });
  return (
    <Loaded query={query}>
      {({ data }) =>
        data.length === 0 ? (
          <Nothing title={empty} />
        ) : (
          <Paged onPrevious={onPrevious} onNext={onNext}>
            <DataTable label={label} columns={columns} rows={data} rowKey={({ id }) => id} />
          </Paged>
        )
      }
    </Loaded>
  );
}
