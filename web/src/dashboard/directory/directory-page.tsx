import { SimpleGrid, Tabs } from "@mantine/core";
import type { Directory } from "@rollcall/sdk";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { providerName } from "../../api/providers.ts";
import { CopyField } from "../../ui/copy-field.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Panel } from "../../ui/panel.tsx";
import { StateBadge } from "../../ui/state-badge.tsx";
import { Time } from "../../ui/time.tsx";
import { TextLink } from "../link.tsx";
import { Page } from "../page.tsx";
import { PublicUrlWarning } from "../public-url-warning.tsx";
import { directoryQuery, directoryTokensQuery, organizationQuery } from "../queries.ts";
import { type DirectoryTab, directoryTabs } from "./directory-tabs.ts";
import { EventsTab } from "./events-tab.tsx";
import { GroupsTab } from "./groups-tab.tsx";
import { SettingsTab } from "./settings-tab.tsx";
import { TokensTab } from "./tokens-tab.tsx";
import { UsersTab } from "./users-tab.tsx";

const route = getRouteApi("/directories/$directoryId");
const REFRESH_MS = 5_000;

const tabs: Readonly<
  Record<DirectoryTab, { label: string; Content: ComponentType<{ readonly directory: Directory }> }>
> = {
  users: { label: "Users", Content: UsersTab },
  groups: { label: "Groups", Content: GroupsTab },
  events: { label: "Events", Content: EventsTab },
  tokens: { label: "Tokens", Content: TokensTab },
  settings: { label: "Settings", Content: SettingsTab },
};

export function DirectoryPage() {
  const { directoryId } = route.useParams();
  const directory = useQuery({ ...directoryQuery(directoryId), refetchInterval: REFRESH_MS });
  const { organization_id } = directory.data ?? {};
  const organization = useQuery({
    ...organizationQuery(organization_id ?? ""),
    enabled: organization_id !== undefined,
  });
  return (
    <Page
      title={directory.data?.name ?? "Directory"}
      badge={directory.data && <StateBadge state={directory.data.state} />}
      trail={[
        <TextLink key="all" to="/organizations">
          Organizations
        </TextLink>,
        ...(organization_id === undefined
          ? []
          : [
              <TextLink
                key="organization"
                to="/organizations/$organizationId"
                params={{ organizationId: organization_id }}
              >
                {organization.data?.name ?? "Organization"}
              </TextLink>,
            ]),
      ]}
    >
      <Loaded query={directory}>{(data) => <Contents directory={data} />}</Loaded>
    </Page>
  );
}

function Contents({ directory }: { readonly directory: Directory }) {
  const { tab = "users" } = route.useSearch();
  const navigate = useNavigate();
  return (
    <>
      <PublicUrlWarning />
      <Connection directory={directory} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) =>
          void navigate({
            to: "/directories/$directoryId",
            params: { directoryId: directory.id },
            search: { tab: directoryTabs.find((each) => each === value) ?? "users" },
          })
        }
      >
        <Tabs.List>
          {directoryTabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {tabs[each].label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {directoryTabs.map((each) => {
          const { Content } = tabs[each];
          return (
            <Tabs.Panel key={each} value={each} pt="md">
              <Content directory={directory} />
            </Tabs.Panel>
          );
        })}
      </Tabs>
    </>
  );
}

/** What an operator asks first: does it arrive? */
function Connection({ directory }: { readonly directory: Directory }) {
  const tokens = useQuery({ ...directoryTokensQuery(directory.id), refetchInterval: REFRESH_MS });
  const { users, groups } = directory.metadata;
  const lastUsed = tokens.data?.flatMap(({ last_used_at }) => last_used_at ?? []).sort();
  return (
    <Panel title="Connection">
      <CopyField label="Endpoint" value={directory.scim_url} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Facts
          facts={[
            ["Provider", providerName(directory.type)],
            ["Last request", <Time key="last" at={lastUsed?.at(-1) ?? null} never="none so far" />],
          ]}
        />
        <Facts
          facts={[
            ["Users", `${users.active.toLocaleString()} active, ${users.inactive.toLocaleString()} inactive`],
            ["Groups", groups.toLocaleString()],
          ]}
        />
      </SimpleGrid>
    </Panel>
  );
}
