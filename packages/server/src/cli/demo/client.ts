import {
  type Client,
  createClient,
  type DirectoryGroup,
  type DirectoryUser,
  type Event,
} from "@rollcall/sdk";

const LOOK_AGAIN_MS = 20;

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
    async events(organization_id: string, directory: string): Promise<readonly Event[]> {
      await untilLogged(client, organization_id, directory);
      const events = await all(client.events.list({ events: ["dsync.*"], organization_id }));
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

/**
 * On PostgreSQL an event stands in the log a moment after its request was answered. Positions are given in order,
 * so that once a last event is there, all before it are.
 */
async function untilLogged(client: Client, organization_id: string, directory: string): Promise<void> {
  const { id } = await client.directoryTokens.create(directory);
  const types = ["dsync.token.created"] as const;
  for (;;) {
    const told = await all(client.events.list({ events: [...types], organization_id }));
    if (told.some(({ data }) => "id" in data && data.id === id)) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

async function all<Item>(list: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}
