import { createTestDatabase, type Engine } from "../../../../test/databases.ts";
import { startServer } from "../../src/app/start-server.ts";
import { readConfig, readSecrets } from "../../src/config/config.ts";
import type { Clock } from "../../src/kernel/clock.ts";
import type { LogFields, Logger } from "../../src/kernel/logger.ts";
import { type ApiAnswer, createApiClient, TEST_API_KEY, type TestEvent } from "./api-client.ts";
import { type Wire, type WireHeaders, wireOf } from "./wire.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** One customer's directory, from the application's side. */
export type RunningDirectory = {
  readonly id: string;
  readonly organizationId: string;
  /** As the API names it, for a provider to be given. */
  readonly scimUrl: string;
  /** The first token; undefined where the directory was made without one. */
  readonly token: string;
  /** A connection to its endpoint that sends these headers, with the token as a bearer unless they say otherwise. */
  wire(headers: WireHeaders): Wire;
  users(): Promise<readonly JsonObject[]>;
  groups(): Promise<readonly JsonObject[]>;
  /** What the application was told, oldest first, after everything that was answered so far. */
  events(): Promise<readonly TestEvent[]>;
};

export type RunningServer = {
  readonly port: number;
  readonly publicUrl: string;
  readonly databaseUrl: string;
  /** Everything that was logged, at every level. */
  readonly logged: readonly string[];
  api(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** The same, for requests that have to succeed. */
  mustApi(method: string, path: string, body?: unknown): Promise<JsonObject>;
  /** Every item of a paged list, oldest first. */
  all(path: string): Promise<readonly JsonObject[]>;
  /** An organization, a directory of Okta's in it, and a token. */
  createDirectory(settings?: JsonObject, token?: JsonObject): Promise<RunningDirectory>;
  /** One that exists, opened with this token. */
  openDirectory(id: string, token: string): Promise<RunningDirectory>;
  /** Rejects when an error was logged, the reason of every 500 among them. */
  close(): Promise<void>;
};

/** The product as `rollcall serve` runs it, on a free port, over a database that ends with it. */
export async function startRunningServer(
  engine: Engine,
  env: Readonly<Record<string, string>> = {},
  clock?: Clock,
): Promise<RunningServer> {
  const database = await createTestDatabase(engine);
  const all = {
    ROLLCALL_DATABASE_URL: database.url,
    ROLLCALL_PORT: "0",
    ROLLCALL_API_KEY: TEST_API_KEY,
    ROLLCALL_SECRET_KEY: Buffer.alloc(32, 7).toString("base64"),
    ...env,
  };
  const logged: string[] = [];
  const alarms: string[] = [];
  const logger = recording(logged, alarms);
  const server = await startServer({
    config: readConfig(all),
    secrets: readSecrets(all),
    logger,
    ...(clock ? { clock } : {}),
  });
  return {
    ...management(server.port),
    port: server.port,
    publicUrl: server.publicUrl,
    databaseUrl: database.url,
    logged,
    async close() {
      await server.close();
      await database.drop();
      if (alarms.length > 0) throw new Error(`The server called its operator:\n${alarms.join("\n")}`);
    },
  };
}

type Management = Pick<RunningServer, "api" | "mustApi" | "all" | "createDirectory" | "openDirectory">;

function management(port: number): Management {
  const { api, mustApi } = createApiClient(port);
  const all = async (path: string) => {
    const items: JsonObject[] = [];
    for (let after: unknown = ""; after !== null; ) {
      const query = `limit=100&order=asc${after === "" ? "" : `&after=${after}`}`;
      const page = await mustApi("GET", `${path}${path.includes("?") ? "&" : "?"}${query}`);
      items.push(...(page.data as JsonObject[]));
      after = (page.list_metadata as JsonObject).after;
    }
    return items;
  };
  const openDirectory = async (id: string, token: string) =>
    directoryOf({ api, mustApi, all }, port, await mustApi("GET", `/directories/${id}`), token);
  return {
    api,
    mustApi,
    all,
    openDirectory,
    async createDirectory(settings = {}, tokenSettings = {}) {
      const { id: organization_id } = await mustApi("POST", "/organizations", { name: "Acme" });
      const type = "okta scim v2.0";
      const input = { organization_id, name: "Acme Okta", type, ...settings };
      const { id } = await mustApi("POST", "/directories", input);
      const { token } = await mustApi("POST", `/directories/${id}/tokens`, tokenSettings);
      return openDirectory(String(id), String(token));
    },
  };
}

function directoryOf(
  { mustApi, all }: Pick<Management, "api" | "mustApi" | "all">,
  port: number,
  directory: JsonObject,
  token: string,
): RunningDirectory {
  const id = String(directory.id);
  const organizationId = String(directory.organization_id);
  const scimUrl = String(directory.scim_url);
  return {
    id,
    organizationId,
    scimUrl,
    token,
    wire: (headers) =>
      wireOf(port, new URL(scimUrl).pathname, { Authorization: `Bearer ${token}`, ...headers }),
    users: () => all(`/directory_users?directory=${id}`),
    groups: () => all(`/directory_groups?directory=${id}`),
    async events() {
      // Positions are given in commit order: once this pair is seen, nothing that was answered is still on its way.
      await mustApi("POST", `/directories/${id}/disable`);
      const { updated_at: enabledAt } = await mustApi("POST", `/directories/${id}/enable`);
      const types = "dsync.*,rollcall.directory.disabled,rollcall.directory.enabled";
      for (;;) {
        const found = await all(`/events?organization_id=${organizationId}&events=${types}`);
        const last = found.at(-1) as TestEvent | undefined;
        // The pair of an earlier call may be all that has a position yet.
        if (last?.event === "rollcall.directory.enabled" && last.data.updated_at === enabledAt)
          return found.filter(({ event }) => String(event).startsWith("dsync.")) as unknown as TestEvent[];
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
  };
}

function recording(lines: string[], alarms: string[]): Logger {
  const line = (fields: LogFields, message: string) => {
    const { error, ...rest } = fields;
    return `${message} ${JSON.stringify(rest)} ${error instanceof Error ? error.stack : ""}`;
  };
  const write = (fields: LogFields, message: string) => void lines.push(line(fields, message));
  const alarm = (fields: LogFields, message: string) => {
    write(fields, message);
    alarms.push(line(fields, message));
  };
  return { error: alarm, warn: write, info: write, debug: write };
}
