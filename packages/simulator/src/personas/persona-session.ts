import type { JsonObject } from "../json.ts";
import type { FilterEncoding } from "../query.ts";
import type { AuthForm, ScimCalls } from "../scim-client.ts";
import { ScimFailure } from "../scim-failure.ts";
import type { Persona, PersonaConnection } from "./persona.ts";

/** What every provider's client can be told. */
export type ClientSwitches = {
  readonly auth: AuthForm;
  readonly filterEncoding: FilterEncoding;
  /** The pause between two requests of one job; 0 asks the server as fast as it answers. */
  readonly delayMs: number;
};

export const clientDefaults: ClientSwitches = { auth: "bearer", filterEncoding: "percent20", delayMs: 0 };

/** A persona at work: its connection, what it believes, and what its admin chose. */
export type Session<Switches> = PersonaConnection & { readonly switches: Switches };

/** The server's id of a resource that stands in a list. */
export const idOf = (resource: JsonObject): string => {
  if (typeof resource.id === "string" && resource.id !== "") return resource.id;
  throw new ScimFailure("wrongAnswer", "A resource of the list has no id.");
};

export const userPath = (id: string): string => `/Users/${encodeURIComponent(id)}`;
export const groupPath = (id: string): string => `/Groups/${encodeURIComponent(id)}`;

/** Steps by its own page size whatever the pages hold, as providers do: a server with smaller pages loses users. */
export const everyPage = async (
  calls: ScimCalls,
  path: string,
  pageSize: number,
): Promise<{ readonly totalResults: number; readonly resources: readonly JsonObject[] }> => {
  const resources: JsonObject[] = [];
  for (let startIndex = 1; ; startIndex += pageSize) {
    const page = await calls.list(path, { startIndex, count: pageSize });
    resources.push(...page.resources);
    if (startIndex + pageSize > page.totalResults) return { totalResults: page.totalResults, resources };
  }
};

/** Reading users and groups back into the provider's directory. */
export const importOperations = <Switches>(
  { client }: Session<Switches>,
  pageSize: number,
): Pick<Persona, "importUsers" | "importGroups"> => ({
  importUsers: () =>
    client.job("import users", "all users", async (calls) => {
      const { totalResults, resources } = await everyPage(calls, "/Users", pageSize);
      const users = resources.filter((user) => user.active !== false);
      return { totalResults, users, skippedInactive: resources.length - users.length };
    }),
  importGroups: () =>
    client.job("import groups", "all groups", async (calls) => {
      const { resources } = await everyPage(calls, "/Groups", pageSize);
      return resources;
    }),
});
