import { afterAll, beforeAll, expect } from "vitest";
import type { Engine } from "../../../../test/databases.ts";
import type { Clock } from "../../src/kernel/clock.ts";
import { expectScimRefusal } from "./refusal.ts";
import {
  type JsonObject,
  type RunningDirectory,
  type RunningServer,
  startRunningServer,
} from "./running-server.ts";
import type { Wire, WireAnswer, WireHeaders } from "./wire.ts";

export const userUrn = "urn:ietf:params:scim:schemas:core:2.0:User";
export const groupUrn = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const enterpriseUrn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const patchUrn = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
export const searchUrn = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
export const listUrn = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

export type Resource = JsonObject & {
  readonly id: string;
  readonly schemas: readonly string[];
  readonly meta: Readonly<
    Record<"resourceType" | "created" | "lastModified" | "location" | "version", string>
  >;
};

/** One directory's SCIM endpoint, as a provider speaks to it. */
export type ScimEndpoint = {
  readonly directory: RunningDirectory;
  send(method: string, path: string, body?: unknown, headers?: WireHeaders): Promise<WireAnswer>;
  patch(path: string, ...operations: readonly object[]): Promise<WireAnswer>;
  /** A GET that has to succeed. */
  get(path: string): Promise<Resource>;
  /** The resources of a list that has to succeed. */
  list(path: string): Promise<readonly Resource[]>;
  /** What a filter finds. */
  find(type: "Users" | "Groups", filter: string): Promise<readonly Resource[]>;
  /** A user of a name that nobody has, unless one is given. */
  user(more?: JsonObject): Promise<Resource>;
  group(displayName?: string, members?: readonly string[]): Promise<Resource>;
};

export type ScimServer = {
  readonly running: () => RunningServer;
  /** A new directory, by default of the profile that is the RFC and nothing else. */
  open(settings?: JsonObject, token?: JsonObject): Promise<ScimEndpoint>;
};

/** A server for the tests of the suite that calls this. */
export function useScimServer(
  engine: Engine,
  env: Readonly<Record<string, string>> = {},
  clock?: Clock,
): ScimServer {
  const wires: Wire[] = [];
  let server: RunningServer | undefined;
  const running = () => {
    if (server === undefined) throw new Error("The server has not been started yet.");
    return server;
  };
  beforeAll(async () => {
    server = await startRunningServer(engine, env, clock);
  });
  afterAll(async () => {
    for (const wire of wires) wire.close();
    await server?.close();
  });
  return {
    running,
    async open(settings = { profile: "strict" }, token = {}) {
      const directory = await running().createDirectory(settings, token);
      const wire = directory.wire({ "Content-Type": "application/scim+json" });
      wires.push(wire);
      return endpointOf(directory, wire);
    },
  };
}

let names = 0;

/** A name that no test has used. */
export const newName = () => `name${++names}@conformance.example`;

function endpointOf(directory: RunningDirectory, wire: Wire): ScimEndpoint {
  const send = wire.send;
  const must = async (status: number, method: string, path: string, body?: unknown) => {
    const answer = await send(method, path, body);
    expect([answer.status, method, path, answer.text]).toEqual([status, method, path, answer.text]);
    return answer.body as Resource;
  };
  const list = async (path: string) => (await must(200, "GET", path)).Resources as readonly Resource[];
  return {
    directory,
    send,
    patch: (path, ...operations) => send("PATCH", path, { schemas: [patchUrn], Operations: operations }),
    get: (path) => must(200, "GET", path),
    list,
    find: (type, filter) => list(`/${type}?filter=${encodeURIComponent(filter)}`),
    user: (more = {}) => must(201, "POST", "/Users", { schemas: [userUrn], userName: newName(), ...more }),
    group: (displayName = newName(), members = []) => {
      const body = { schemas: [groupUrn], displayName, members: members.map((value) => ({ value })) };
      return must(201, "POST", "/Groups", body);
    },
  };
}

/** That the answer is the SCIM Error of this status and, where Table 9 defines one, this scimType. */
export function expectRefusal(answer: WireAnswer, status: number, scimType?: string): void {
  expectScimRefusal({ ...answer, body: answer.text }, { status, ...(scimType ? { scimType } : {}) });
  if (scimType === undefined) expect(answer.body).not.toHaveProperty("scimType");
}

export const path = ({ meta, id }: Resource) => `/${meta.resourceType}s/${id}`;

/** As a client writes a query parameter. */
export const query = (parameters: Readonly<Record<string, string | number>>) =>
  new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)])).toString();
