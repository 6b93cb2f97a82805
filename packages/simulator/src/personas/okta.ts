import type { ClientProfile, JobResult } from "../scim-client.ts";
import { findByDisplayName, type GroupVerbs, groupBody, groupOperations } from "./group-operations.ts";
import { type OktaSwitches, oktaPageSize } from "./okta-switches.ts";
import type { Persona } from "./persona.ts";
import { importOperations, type Session } from "./persona-session.ts";
import { type UserVerbs, userOperations } from "./user-operations.ts";

/** A DELETE says the type of a body that it has not; a GET does not. */
export const oktaProfile: ClientProfile = {
  headers: (method) => ({
    Accept: "application/scim+json",
    "Accept-Charset": "utf-8",
    ...(method === "GET" ? {} : { "Content-Type": "application/scim+json; charset=utf-8" }),
    "User-Agent": "Okta SCIM Client 1.0.0",
    "Accept-Encoding": "gzip,deflate",
    Connection: "Keep-Alive",
  }),
  timeoutMs: 60_000,
  retry: { maxAttempts: 10, fallbackMs: 300_000 },
};

/** Okta refuses a base URL that contains `_` anywhere. */
export const oktaBaseUrlProblem = (url: string): string | undefined =>
  url.includes("_") ? `Okta refuses a base URL that contains "_": ${url}` : undefined;

/** The calls in which the two kinds of Okta app differ on groups; `afterCreate` follows the POST of a new one. */
export type OktaGroupVerbs = Pick<GroupVerbs<OktaSwitches>, "overwrite" | "rename" | "changeMembers"> & {
  readonly afterCreate?: GroupVerbs<OktaSwitches>["overwrite"];
};

/** Both kinds of Okta app: what they share, completed by the verbs in which they differ. */
export const oktaPersona = (
  name: string,
  users: UserVerbs<OktaSwitches>,
  { afterCreate, ...groups }: OktaGroupVerbs,
  session: Session<OktaSwitches>,
): Persona => ({
  name,
  belief: session.belief,
  traits: { ...session.switches, groups: true },
  testConnection: () => testConnection(session),
  ...userOperations(users, session),
  ...groupOperations(
    {
      find: (calls, _session, group) =>
        findByDisplayName(calls.lookup, group.name, { paging: { startIndex: 1, count: oktaPageSize } }),
      create: async (calls, _session, draft) => {
        const { id } = await calls.post("/Groups", groupBody(draft));
        await afterCreate?.(calls, session, { ...draft, id });
        return id;
      },
      ...groups,
    },
    session,
  ),
  ...importOperations(session, oktaPageSize),
});

const testConnection = ({ client, switches }: Session<OktaSwitches>): Promise<JobResult<void>> =>
  client.job("test connection", "the connection", async (calls) => {
    await calls.list("/Users", { startIndex: 1, count: 2 });
    if (switches.importGroups) await calls.list("/Groups", { startIndex: 1, count: oktaPageSize });
  });
