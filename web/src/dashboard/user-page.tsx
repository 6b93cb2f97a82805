import { SimpleGrid } from "@mantine/core";
import type { DirectoryUser } from "@rollcall/sdk";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { rollcall } from "../api/client.ts";
import { Facts } from "../ui/facts.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Panel } from "../ui/panel.tsx";
import { StateBadge } from "../ui/state-badge.tsx";
import { Time } from "../ui/time.tsx";
import { DirectoryTrail } from "./directory-trail.tsx";
import { GroupsList } from "./groups-list.tsx";
import { Page } from "./page.tsx";
import { userTitle } from "./users-list.tsx";

const route = getRouteApi("/users/$userId");

export function UserPage() {
  const { userId } = route.useParams();
  const user = useQuery({
    queryKey: ["user", userId],
    queryFn: () => rollcall.directoryUsers.get(userId),
  });
  return (
    <Page
      title={user.data ? userTitle(user.data) : "User"}
      badge={user.data && <StateBadge state={user.data.state} />}
      trail={
        user.data ? [<DirectoryTrail key="directory" directoryId={user.data.directory_id} tab="users" />] : []
      }
    >
      <Loaded query={user}>{(data) => <Contents user={data} />}</Loaded>
    </Page>
  );
}

function Contents({ user }: { readonly user: DirectoryUser }) {
  const { raw_attributes: received, ...profile } = user;
  return (
    <>
      <Panel title="Profile">
        <Facts
          facts={[
            ["Name", profile.name],
            ["E-mail", profile.email],
            ["User name", profile.username],
            ["Job title", profile.job_title],
            ["Id at the provider", profile.idp_id],
            ["Id", profile.id],
            ["Created", <Time key="created" at={profile.created_at} />],
            ["Updated", <Time key="updated" at={profile.updated_at} />],
          ]}
        />
      </Panel>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Panel title="As your application sees it">
          <JsonView label="The user as your application sees it" value={profile} />
        </Panel>
        <Panel title="As the provider sent it">
          <JsonView label="The SCIM resource as received" value={received} />
        </Panel>
      </SimpleGrid>
      <Panel title="Groups">
        <GroupsList filter={{ user: user.id }} empty="In no group" />
      </Panel>
    </>
  );
}
