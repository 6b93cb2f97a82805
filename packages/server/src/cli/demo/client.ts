import { createClient, type DirectoryGroup, type DirectoryUser, type Event } from "@rollcall/sdk";

/** What the API returns about one directory at the end. */
export type ApiState = {
  readonly users: readonly DirectoryUser[];
  readonly groups: readonly DirectoryGroup[];
};

/** The application's side of the demo: the management API over HTTP, as any application calls it. */
export function createDemoClient(baseUrl: string, apiKey: string) {
  const client = createClient({ baseUrl, apiKey });
  return {
    async createDirectory() {
      const organization = await client.organizations.create({ name: "Acme" });
      const directory = await client.directories.create({
        organization_id: organization.id,
        name: "Acme's Okta",
        type: "okta scim v2.0",
      });
      const { token } = await client.directoryTokens.create(directory.id);
      return { organization, directory, token };
    },
    /** Returns the secret with which deliveries are signed. */
    async createWebhookEndpoint(endpointUrl: string): Promise<string> {
      const events = [
        ...["dsync.activated", "dsync.deleted"],
        ...["dsync.user.created", "dsync.user.updated", "dsync.user.deleted"],
        ...["dsync.group.created", "dsync.group.updated", "dsync.group.deleted"],
        ...["dsync.group.user_added", "dsync.group.user_removed"],
      ];
      const { secret } = await client.webhookEndpoints.create({ endpoint_url: endpointUrl, events });
      return secret;
    },
    /** The events that the endpoint must have got: all but the directory's activation, which came before it. */
    async events(organizationId: string): Promise<readonly Event[]> {
      const events = await all(client.events.list({ organization_id: organizationId }));
      return events.filter(({ event }) => event !== "dsync.activated");
    },
    async state(directory: string): Promise<ApiState> {
      return {
        users: await all(client.directoryUsers.list({ directory, order: "asc" })),
        groups: await all(client.directoryGroups.list({ directory, order: "asc" })),
      };
    },
  };
}

async function all<Item>(list: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}
