import { type Connection, connect, type OktaSwitches } from "@rollcall/simulator";
import { expect } from "vitest";
import type { ApiState } from "../../src/cli/demo/client.ts";
import { compareWithApi } from "../../src/cli/demo/compare.ts";
import type { RunningDirectory } from "./running-server.ts";

/** The apps that guides have an Okta admin make. */
export const oktaApps = {
  /** Catalog: SCIM 2.0 Test App (OAuth Bearer Token). */
  oauthBearer: { persona: "okta-catalog", auth: "bearer" },
  /** Catalog: SCIM 2.0 Test App (Header Auth); the pasted text is the whole header. */
  header: { persona: "okta-catalog", auth: "raw" },
  /** Made with the App Integration Wizard: a SAML, SWA or other app with SCIM switched on. */
  wizard: { persona: "okta-wizard", auth: "bearer" },
} as const;

/** The admin's app, with what was pasted into it. */
export function connectApp(
  app: keyof typeof oktaApps,
  { url, token }: { readonly url: string; readonly token: string },
  switches: Partial<OktaSwitches> = {},
): Connection {
  const { persona, auth } = oktaApps[app];
  return connect({ persona, url, token, switches: { auth, ...switches } });
}

/** "Verify the users and groups": what the API returns is what the provider believes to have pushed. */
export async function expectSame(okta: Connection, directory: RunningDirectory): Promise<void> {
  const state = { users: await directory.users(), groups: await directory.groups() } as unknown as ApiState;
  const { table, differences } = compareWithApi(okta.persona.belief, state);
  expect(differences, table.join("\n")).toEqual([]);
}

/** The verbs that went over the wire, as in "PATCH /Users/{id}". */
export function verbs(okta: Connection): ReadonlySet<string> {
  return new Set(okta.client.exchanges.map(({ method, route }) => `${method} ${route}`));
}
