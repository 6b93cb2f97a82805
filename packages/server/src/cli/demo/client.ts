import type { GroupObject } from "../../directory/group-object.ts";
import type { UserObject } from "../../directory/user-object.ts";

type Created = { readonly id: string };
type DemoDirectory = Created & { readonly scim_url: string };
type Page<Item> = {
  readonly data: readonly Item[];
  readonly list_metadata: { readonly after: string | null };
};

export type ApiUser = UserObject & { readonly groups: readonly { readonly id: string }[] };

/** What the API returns about one directory at the end. */
export type ApiState = { readonly users: readonly ApiUser[]; readonly groups: readonly GroupObject[] };

/** The application's side of the demo: the management API over HTTP, as any application calls it. */
export function createDemoClient(baseUrl: string, apiKey: string) {
  async function call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${answer}`);
    return JSON.parse(answer) as Answer;
  }

  async function all<Item>(path: string): Promise<readonly Item[]> {
    const items: Item[] = [];
    for (let after: string | null = ""; after !== null; ) {
      const page: Page<Item> = await call("GET", `${path}&limit=100&order=asc${after && `&after=${after}`}`);
      items.push(...page.data);
      after = page.list_metadata.after;
    }
    return items;
  }

  return {
    async createDirectory() {
      const organization = await call<Created>("POST", "/organizations", { name: "Acme" });
      const directory = await call<DemoDirectory>("POST", "/directories", {
        organization_id: organization.id,
        name: "Acme's Okta",
        type: "okta scim v2.0",
      });
      const { token } = await call<{ token: string }>("POST", `/directories/${directory.id}/tokens`, {});
      return { organization, directory, token };
    },
    /** Returns the secret with which deliveries are signed. */
    async createWebhookEndpoint(endpointUrl: string): Promise<string> {
      const events = [
        ...[
          "dsync.activated",
          "dsync.deleted",
          "dsync.user.created",
          "dsync.user.updated",
          "dsync.user.deleted",
        ],
        ...["dsync.group.created", "dsync.group.updated", "dsync.group.deleted"],
        ...["dsync.group.user_added", "dsync.group.user_removed"],
      ];
      const { secret } = await call<{ secret: string }>("POST", "/webhook_endpoints", {
        endpoint_url: endpointUrl,
        events,
      });
      return secret;
    },
    /** The events that the endpoint must have got: all but the directory's activation, which came before it. */
    async events(organizationId: string) {
      const events = await all<{ id: string; event: string }>(
        `/events?events=dsync.*&organization_id=${organizationId}`,
      );
      return events.filter(({ event }) => event !== "dsync.activated");
    },
    async state(directoryId: string): Promise<ApiState> {
      return {
        users: await all<ApiUser>(`/directory_users?directory=${directoryId}`),
        groups: await all<GroupObject>(`/directory_groups?directory=${directoryId}`),
      };
    },
  };
}
