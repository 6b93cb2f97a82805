import { createTestDatabase, type Engine } from "../../../../test/databases.ts";
import { createRollcall, type Rollcall } from "../../src/app/create-rollcall.ts";
import { readConfig, readSecrets } from "../../src/config/config.ts";
import { listen } from "../../src/http/listen.ts";
import { type Clock, systemClock } from "../../src/kernel/clock.ts";
import { silentLogger } from "../../src/kernel/logger.ts";

export const API_KEY = "sk_test_0123456789abcdefghijklmnopqrstuv";
export const PUBLIC_URL = "https://sync.example.com";
const SECRET_KEY = Buffer.alloc(32, 7).toString("base64");

/**
 * What tests read of an answer, of whichever object it is. Which fields an object really has is what the tests
 * compare; `data` is a list's array or an event's object.
 */
export type Json = {
  readonly [field in
    | "id"
    | "object"
    | "event"
    | "name"
    | "username"
    | "domain"
    | "state"
    | "label"
    | "profile"
    | "organization_id"
    | "directory_id"
    | "external_key"
    | "external_id"
    | "token"
    | "token_suffix"
    | "secret"
    | "code"
    | "field"
    | "detail"
    | "created_at"
    | "updated_at"
    | "expires_at"]: string;
} & {
  readonly last_used_at: string | null;
  readonly totalResults: number;
  readonly scopes: readonly string[];
  readonly schemas: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly raw_attributes: Readonly<Record<string, unknown>>;
  readonly context: { readonly actor: unknown };
  readonly groups: Items;
  readonly domains: Items;
  readonly errors: Items;
  readonly data: Items & Json;
  readonly list_metadata: { readonly before: string | null; readonly after: string | null };
};

/** The first ones are taken to be there: where one is not, the access fails the test. */
export type Items = readonly [Json, Json, Json, Json, Json, ...Json[]];

export type Answer = {
  readonly status: number;
  readonly body: Json;
  readonly text: string;
  readonly headers: Headers;
};

export type ApiServer = {
  readonly origin: string;
  readonly databaseUrl: string;
  /** As the SDKs send it: JSON types on everything, a body on POST, PUT and PATCH only. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  scim(token: string, method: string, path: string, body?: unknown): Promise<Answer>;
  /** A second process on the same database. */
  replica(): Promise<ApiServer>;
  /** The process ends and another starts on the same database. */
  restart(): Promise<ApiServer>;
  close(): Promise<void>;
};

export type ApiServerOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
};

/** The whole product over HTTP, on an empty database of its own. */
export async function startApiServer(engine: Engine, options: ApiServerOptions = {}): Promise<ApiServer> {
  const database = await createTestDatabase(engine);
  const running = new Set<() => Promise<void>>();
  const start = () => startProcess(database.url, options, running);
  const server = await start();
  const wrap = ({ stop, ...process }: Process): ApiServer => ({
    ...process,
    databaseUrl: database.url,
    replica: async () => wrap(await start()),
    async restart() {
      await stop();
      return wrap(await start());
    },
    async close() {
      for (const each of [...running]) await each();
      await database.drop();
    },
  });
  return wrap(server);
}

type Process = Pick<ApiServer, "origin" | "call" | "scim"> & { stop(): Promise<void> };

async function startProcess(
  databaseUrl: string,
  { env = {}, clock = systemClock }: ApiServerOptions,
  running: Set<() => Promise<void>>,
): Promise<Process> {
  const environment = {
    ROLLCALL_DATABASE_URL: databaseUrl,
    ROLLCALL_API_KEY: API_KEY,
    ROLLCALL_PUBLIC_URL: PUBLIC_URL,
    ROLLCALL_SECRET_KEY: SECRET_KEY,
    ROLLCALL_RATE_LIMIT: "off",
    ROLLCALL_WEBHOOK_ALLOW_PRIVATE: "true",
    ...env,
  };
  const config = readConfig(environment);
  const rollcall: Rollcall = await createRollcall({
    config,
    secrets: readSecrets(environment),
    logger: silentLogger,
    clock,
  });
  const options = { host: "127.0.0.1", port: 0, trustProxy: { kind: "none" } } as const;
  const http = await listen(rollcall.fetch, options, (error) => console.error(error));
  const stop = async () => {
    if (!running.delete(stop)) return;
    await http.close(0);
    await rollcall.close();
  };
  running.add(stop);
  const origin = `http://127.0.0.1:${http.port}`;
  return {
    origin,
    stop,
    call: (method, path, body, headers = {}) =>
      send(origin + path, method, body, {
        Authorization: `Bearer ${API_KEY}`,
        Accept: "application/json, text/plain, */*",
        "Content-Type": "application/json",
        ...headers,
      }),
    scim: (token, method, path, body) =>
      send(origin + path, method, body, {
        Authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "Content-Type": "application/scim+json" }),
      }),
  };
}

async function send(
  url: string,
  method: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get("content-type")?.includes("json");
  return {
    status: response.status,
    body: json ? JSON.parse(text) : {},
    text,
    headers: response.headers,
  };
}

/** An organization with one Okta directory and a token for it. */
export async function connectedDirectory(server: ApiServer, name: string, settings: object = {}) {
  const organization = (await server.call("POST", "/organizations", { name })).body;
  const input = { organization_id: organization.id, name, type: "okta scim v2.0", ...settings };
  const directory = (await server.call("POST", "/directories", input)).body;
  const token = (await server.call("POST", `/directories/${directory.id}/tokens`, {})).body.token as string;
  const base = `/scim/v2/${directory.external_key}`;
  return {
    organization,
    directory,
    token,
    base,
    user: async (userName: string, more: object = {}) =>
      (await server.scim(token, "POST", `${base}/Users`, { ...userBody(userName), ...more })).body,
    group: async (displayName: string, members: readonly string[] = []) =>
      (
        await server.scim(token, "POST", `${base}/Groups`, {
          schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
          displayName,
          members: members.map((value) => ({ value })),
        })
      ).body,
  };
}

function userBody(userName: string) {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    userName,
    externalId: `ext-${userName}`,
    name: { givenName: "Given", familyName: userName.split("@")[0] },
    emails: [{ primary: true, type: "work", value: userName }],
    active: true,
  };
}

/** Waits until the check holds; what the background does has no other sign. */
export async function eventually<T>(
  check: () => Promise<T | undefined | false>,
  patienceMs = 15_000,
): Promise<T> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const result = await check();
    if (result) return result;
    if (Date.now() > until) throw new Error("it did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The events once the log shows as many as are expected: on PostgreSQL they get their position after the commit. */
export function eventsOf(server: ApiServer, query: string, count: number): Promise<Items> {
  return eventually(async () => {
    const { body } = await server.call("GET", `/events?limit=100&${query}`);
    return body.data.length >= count && body.data;
  });
}
