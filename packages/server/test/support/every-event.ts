import type { EventType } from "../../src/events/event-types.ts";
import type { TestApi } from "./api-client.ts";

export type ShownEvent = { readonly event: string; readonly data: object };

const patchOf = (operation: object) => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  Operations: [operation],
});

/** A directory's life in which each event happens at least once; gives back the last of each type. */
export async function everyEvent(
  { api, mustApi, createTenant }: TestApi,
  types: readonly EventType[],
): Promise<ReadonlyMap<string, ShownEvent>> {
  const { directoryId, tokenId, organizationId, must } = await createTenant({ type: "okta scim v2.0" });
  const domains = [{ domain: "acme.example", state: "verified" }];
  await mustApi("PUT", `/organizations/${organizationId}`, { domain_data: domains });
  const second = { organization_id: organizationId, name: "Acme Entra", type: "azure scim v2.0" };
  await mustApi("POST", "/directories", second);
  const { id: user } = await must("POST", "/Users", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    externalId: "00u1a2b3c4d5e6f7g8h9",
    userName: "ada@acme.example",
    name: { givenName: "Ada", familyName: "Lovelace" },
    emails: [{ value: "ada@acme.example", primary: true, type: "work" }],
    title: "Analyst",
    active: true,
  });
  await must("PATCH", `/Users/${user}`, patchOf({ op: "replace", value: { title: "Chief Analyst" } }));
  const { id: group } = await must("POST", "/Groups", {
    displayName: "Engineering",
    members: [{ value: user }],
  });
  await must("PATCH", `/Groups/${group}`, patchOf({ op: "replace", value: { displayName: "Platform" } }));
  await must("PATCH", `/Groups/${group}`, patchOf({ op: "remove", path: `members[value eq "${user}"]` }));
  await must("DELETE", `/Groups/${group}`);
  await must("DELETE", `/Users/${user}`);
  await api("DELETE", `/directories/${directoryId}/tokens/${tokenId}`);
  await mustApi("POST", `/directories/${directoryId}/disable`);
  await mustApi("POST", `/directories/${directoryId}/enable`);
  await api("DELETE", `/directories/${directoryId}`);

  const wanted = types.map((type) => `events=${type}`).join("&");
  const { data } = await mustApi("GET", `/events?limit=100&organization_id=${organizationId}&${wanted}`);
  return new Map((data as readonly ShownEvent[]).map((event) => [event.event, event]));
}
