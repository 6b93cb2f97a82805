import { expect, vi } from "vitest";
import type { Tenant, TestApi } from "./api-client.ts";
import type { LiveServer } from "./live-server.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/**
 * A customer that has everything under the same names as its twin: only ids, tokens and a mark in titles tell
 * them apart, so that whatever reaches the wrong one is seen.
 */
export type Twin = {
  readonly tenant: Tenant;
  readonly mark: string;
  /** SCIM ids. */
  readonly ann: string;
  readonly ben: string;
  readonly everyone: string;
  readonly role: string;
  readonly entitlement: string;
  /** The application's ids. */
  readonly annObject: string;
  readonly everyoneObject: string;
  readonly eventId: string;
  readonly requestId: string;
  /** What nobody else may ever see. */
  readonly secrets: readonly string[];
};

type Item = Readonly<Record<string, unknown>> & { readonly id: string };

export async function furnishTwin(
  server: TestApi & Pick<LiveServer, "database">,
  mark: string,
  settings: object = {},
): Promise<Twin> {
  const tenant = await server.createTenant(settings, "Acme");
  const user = async (userName: string, more: object) => {
    const emails = [{ value: `${userName}@acme.example`, type: "work" }];
    const body = {
      userName,
      externalId: `ext-${userName}`,
      title: `${mark} of ${userName}`,
      emails,
      ...more,
    };
    return String((await tenant.must("POST", "/Users", body)).id);
  };
  const ann = await user("ann", { displayName: `Ann ${mark}` });
  const ben = await user("ben", { [ENTERPRISE]: { manager: { value: ann } } });
  const own = await user(`only.${mark}`, {});
  const members = [ann, ben].map((value) => ({ value }));
  const group = { displayName: "Everyone", externalId: "ext-everyone", members };
  const everyone = String((await tenant.must("POST", "/Groups", group)).id);
  const grant = { displayName: "Admin", description: `${mark} of a grant` };
  const role = String((await tenant.must("POST", "/Roles", grant)).id);
  const entitlement = String((await tenant.must("POST", "/Entitlements", grant)).id);

  const list = async (path: string) => (await server.mustApi("GET", path)).data as readonly Item[];
  const users = await list(`/directory_users?limit=100&directory=${tenant.directoryId}`);
  const groups = await list(`/directory_groups?limit=100&directory=${tenant.directoryId}`);
  const events = await vi.waitUntil(async () => {
    const found = await server.events(tenant.organizationId);
    return found.length >= 7 && found;
  });
  const requests = await vi.waitUntil(async () => {
    const found = await list(`/directories/${tenant.directoryId}/requests?limit=100`);
    return found.length >= 4 && found;
  });
  const { organizationId, directoryId, externalKey, token, tokenId } = tenant;
  return {
    tenant,
    mark,
    ann,
    ben,
    everyone,
    role,
    entitlement,
    annObject: users.find(({ username }) => username === "ann")!.id,
    everyoneObject: groups[0]!.id,
    eventId: events[2]!.id,
    requestId: requests[0]!.id,
    secrets: [
      ...[
        mark,
        ann,
        ben,
        own,
        everyone,
        role,
        entitlement,
        organizationId,
        directoryId,
        externalKey,
        token,
        tokenId,
      ],
      ...[...users, ...groups, ...events, ...requests].map(({ id }) => id),
    ],
  };
}

/** Nothing of the twin stands in the text, but for what the request itself named. */
export function expectNoTrace(text: string, of: Twin, ...named: readonly string[]): void {
  const seen = of.secrets.filter((secret) => !named.includes(secret) && text.includes(secret));
  expect(seen, text.slice(0, 2000)).toEqual([]);
}
