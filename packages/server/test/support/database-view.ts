import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { Client } from "pg";

/** A look into a server's database from outside of it. */
export type DatabaseView = {
  rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /**
   * A digest of everything that a request may change, of one directory or of all: settings, resources,
   * memberships, events, webhooks. Times of last use and positions come later than the request, and are left out.
   */
  digest(directoryId?: string): Promise<string>;
  close(): Promise<void>;
};

const late = new Set(["last_used_at", "position", "seq"]);

/** Each table, and the column by which a directory's rows are found. */
const tables: Readonly<Record<string, string | undefined>> = {
  organizations: undefined,
  organization_domains: undefined,
  directories: "id",
  directory_tokens: "directory_id",
  api_keys: undefined,
  resources: "directory_id",
  resource_values: "directory_id",
  memberships: "directory_id",
  events: "directory_id",
  webhook_endpoints: undefined,
};

export async function viewDatabase(url: string): Promise<DatabaseView> {
  const { rows, close } = url.startsWith("sqlite:") ? viewSqlite(url) : await viewPostgres(url);
  return {
    rows,
    close,
    async digest(directoryId) {
      const hash = createHash("sha256");
      for (const [table, column] of Object.entries(tables)) {
        if (directoryId !== undefined && column === undefined) continue;
        const where = directoryId === undefined ? "" : ` where ${column} = '${directoryId}'`;
        const found = await rows(`select * from ${table}${where}`);
        hash.update(`${table}\n${found.map(rowText).sort().join("\n")}\n`);
      }
      return hash.digest("hex");
    },
  };
}

function rowText(row: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.entries(row).filter(([name]) => !late.has(name)));
}

type View = Pick<DatabaseView, "rows" | "close">;

function viewSqlite(url: string): View {
  const database = new DatabaseSync(url.slice("sqlite:".length), { readOnly: true });
  return {
    rows: async (sql) => database.prepare(sql).all(),
    close: async () => database.close(),
  };
}

async function viewPostgres(url: string): Promise<View> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return { rows: async (sql) => (await client.query(sql)).rows, close: () => client.end() };
}
