import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Directory, Organization } from "@rollcall/sdk";
import { IconPlugConnected, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { rollcall } from "../api/client.ts";
import { usePages } from "../api/paging.ts";
import { providerName } from "../api/providers.ts";
import { type Column, DataTable, Paged } from "../ui/data-table.tsx";
import { DeleteDialog } from "../ui/delete-dialog.tsx";
import { Facts } from "../ui/facts.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Panel } from "../ui/panel.tsx";
import { StateBadge } from "../ui/state-badge.tsx";
import { Nothing } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";
import { useAction } from "../ui/use-action.ts";
import { AddDirectory } from "./add-directory.tsx";
import { TextLink } from "./link.tsx";
import { Page } from "./page.tsx";
import { PortalLink } from "./portal-link.tsx";
import { organizationQuery } from "./queries.ts";

const route = getRouteApi("/organizations/$organizationId");

/** A deleted directory is removed in the background. */
const REFRESH_MS = 5_000;

const columns: readonly Column<Directory>[] = [
  {
    title: "Name",
    render: ({ id, name }) => (
      <TextLink to="/directories/$directoryId" params={{ directoryId: id }} fw={600}>
        {name}
      </TextLink>
    ),
  },
  { title: "Provider", render: ({ type }) => providerName(type) },
  { title: "State", render: ({ state }) => <StateBadge state={state} /> },
  { title: "Users", render: ({ metadata }) => metadata.users.active.toLocaleString() },
  { title: "Groups", render: ({ metadata }) => metadata.groups.toLocaleString() },
];

export function OrganizationPage() {
  const { organizationId } = route.useParams();
  const organization = useQuery(organizationQuery(organizationId));
  return (
    <Page
      title={organization.data?.name ?? "Organization"}
      trail={[
        <TextLink key="all" to="/organizations">
          Organizations
        </TextLink>,
      ]}
    >
      <Loaded query={organization}>{(data) => <Contents organization={data} />}</Loaded>
    </Page>
  );
}

function Contents({ organization }: { readonly organization: Organization }) {
  const [adding, { open, close }] = useDisclosure();
  const { query, onPrevious, onNext } = usePages({
    queryKey: ["directories", organization.id],
    fetchPage: (cursor) =>
      rollcall.directories.list({ ...cursor, organization_id: organization.id, limit: 20 }).page(),
    refetchInterval: REFRESH_MS,
  });
  return (
    <>
      <Panel
        title="Directories"
        actions={
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
            Add directory
          </Button>
        }
      >
        <Loaded query={query}>
          {({ data }) =>
            data.length === 0 ? (
              <Nothing icon={<IconPlugConnected aria-hidden />} title="No directory yet">
                A directory is one connection to the customer's identity provider.
              </Nothing>
            ) : (
              <Paged onPrevious={onPrevious} onNext={onNext}>
                <DataTable label="Directories" columns={columns} rows={data} rowKey={({ id }) => id} />
              </Paged>
            )
          }
        </Loaded>
      </Panel>
      <PortalLink organizationId={organization.id} />
      <Panel title="About">
        <Facts
          facts={[
            ["Id", organization.id],
            ["Your id", organization.external_id],
            ["Domains", organization.domains.map(({ domain }) => domain).join(", ")],
            ["Created", <Time key="created" at={organization.created_at} />],
          ]}
        />
        <DeleteOrganization organization={organization} />
      </Panel>
      <AddDirectory organizationId={organization.id} opened={adding} onClose={close} />
    </>
  );
}

function DeleteOrganization({ organization }: { readonly organization: Organization }) {
  const [opened, { open, close }] = useDisclosure();
  const navigate = useNavigate();
  const remove = useAction({
    run: () => rollcall.organizations.delete(organization.id),
    done: `${organization.name} is being deleted.`,
    changes: [["organizations"], ["overview"]],
    onDone: () => void navigate({ to: "/organizations" }),
  });
  return (
    <Group>
      <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={open}>
        Delete organization
      </Button>
      <DeleteDialog
        opened={opened}
        onClose={close}
        title="Delete organization"
        name={organization.name}
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        Its directories, users and groups are deleted with it, and their endpoints stop at once.
      </DeleteDialog>
    </Group>
  );
}
