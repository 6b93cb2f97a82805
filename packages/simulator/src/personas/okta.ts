import type { JsonObject } from "../json.ts";
import type { ClientProfile, JobResult, ScimCalls } from "../scim-client.ts";
import { type OktaGroupVerbs, oktaGroups } from "./okta-groups.ts";
import { type OktaSession, oktaPageSize } from "./okta-session.ts";
import { type OktaUserVerbs, oktaUsers } from "./okta-users.ts";
import type { ImportedUsers, Persona } from "./persona.ts";

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

/** Both kinds of Okta app: what they share, completed by the verbs in which they differ. */
export const oktaPersona = (
  name: string,
  users: OktaUserVerbs,
  groups: OktaGroupVerbs,
  session: OktaSession,
): Persona => ({
  name,
  belief: session.belief,
  traits: session.switches,
  testConnection: () => testConnection(session),
  ...oktaUsers(users, session),
  ...oktaGroups(groups, session),
  importUsers: () => importUsers(session),
  importGroups: () =>
    session.client.job("import groups", "all groups", async (calls) => {
      const { resources } = await everyPage(calls, "/Groups");
      return resources;
    }),
});

const testConnection = ({ client, switches }: OktaSession): Promise<JobResult<void>> =>
  client.job("test connection", "the connection", async (calls) => {
    await calls.list("/Users", { startIndex: 1, count: 2 });
    if (switches.importGroups) await calls.list("/Groups", { startIndex: 1, count: oktaPageSize });
  });

const importUsers = ({ client }: OktaSession): Promise<JobResult<ImportedUsers>> =>
  client.job("import users", "all users", async (calls) => {
    const { totalResults, resources } = await everyPage(calls, "/Users");
    const users = resources.filter((user) => user.active !== false);
    return { totalResults, users, skippedInactive: resources.length - users.length };
  });

const everyPage = async (
  calls: ScimCalls,
  path: string,
): Promise<{ readonly totalResults: number; readonly resources: readonly JsonObject[] }> => {
  const resources: JsonObject[] = [];
  for (let startIndex = 1; ; startIndex += oktaPageSize) {
    const page = await calls.list(path, { startIndex, count: oktaPageSize });
    resources.push(...page.resources);
    if (startIndex + oktaPageSize > page.totalResults) return { totalResults: page.totalResults, resources };
  }
};
