import { SimpleGrid } from "@mantine/core";
import type { DirectoryGroup } from "@rollcall/sdk";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { rollcall } from "../api/client.ts";
import { JsonView } from "../ui/json-view.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Panel } from "../ui/panel.tsx";
import { DirectoryTrail } from "./directory-trail.tsx";
import { Page } from "./page.tsx";
import { UsersList } from "./users-list.tsx";

const route = getRouteApi("/groups/$groupId");

export function GroupPage() {
  const { groupId } = route.useParams();
  const group = useQuery({
    queryKey: ["group", groupId],
    queryFn: () => rollcall.directoryGroups.get(groupId),
  });
  const name = group.data?.name.trim();
  return (
    <Page
      title={name || "Group"}
      trail={
        group.data
          ? [<DirectoryTrail key="directory" directoryId={group.data.directory_id} tab="groups" />]
          : []
      }
    >
      <Loaded query={group}>{(data) => <Contents group={data} />}</Loaded>
    </Page>
  );
}

function Contents({ group }: { readonly group: DirectoryGroup }) {
  const { raw_attributes: received, ...profile } = group;
  return (
    <>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Panel title="As your application sees it">
          <JsonView label="The group as your application sees it" value={profile} />
        </Panel>
        <Panel title="As the provider sent it">
          <JsonView label="The SCIM resource as received" value={received} />
        </Panel>
      </SimpleGrid>
      <Panel title="Members">
        <UsersList filter={{ group: group.id }} empty="No member" />
      </Panel>
    </>
  );
}
