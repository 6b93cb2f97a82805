import { createTestDatabase, type Engine } from "../../../../test/databases.ts";
import { startServer } from "../../src/app/start-server.ts";
import { readConfig, readSecrets } from "../../src/config/config.ts";
import type { LogFields, Logger } from "../../src/kernel/logger.ts";
import { createApiClient, TEST_API_KEY, type TestApi } from "./api-client.ts";
import { type DatabaseView, viewDatabase } from "./database-view.ts";

/** The product on a port of this process, with a database of its own. */
export type LiveServer = TestApi & {
  readonly port: number;
  readonly databaseUrl: string;
  readonly database: DatabaseView;
  /** What the server told its operator to act on: the reasons of every 500. */
  readonly alarms: readonly string[];
  close(): Promise<void>;
};

export async function startLiveServer(
  engine: Engine,
  env: Readonly<Record<string, string>> = {},
): Promise<LiveServer> {
  const database = await createTestDatabase(engine);
  const alarms: string[] = [];
  const all = {
    ROLLCALL_DATABASE_URL: database.url,
    ROLLCALL_PORT: "0",
    ROLLCALL_API_KEY: TEST_API_KEY,
    ROLLCALL_SECRET_KEY: Buffer.alloc(32, 7).toString("base64"),
    ROLLCALL_WEBHOOK_ALLOW_PRIVATE: "true",
    ROLLCALL_RATE_LIMIT: "off",
    ...env,
  };
  const server = await startServer({
    config: readConfig(all),
    secrets: readSecrets(all),
    logger: listening(alarms),
  });
  const view = await viewDatabase(database.url);
  return {
    ...createApiClient(server.port),
    port: server.port,
    databaseUrl: database.url,
    database: view,
    alarms,
    async close() {
      await view.close();
      await server.close();
      await database.drop();
    },
  };
}

function listening(alarms: string[]): Logger {
  return {
    error(fields: LogFields, message: string) {
      const { error } = fields;
      alarms.push(`${message}: ${error instanceof Error ? error.stack : JSON.stringify(fields)}`);
    },
    warn() {},
    info() {},
    debug() {},
  };
}
