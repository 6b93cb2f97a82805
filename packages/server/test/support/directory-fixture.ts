import { randomBytes } from "node:crypto";
import { handle, profiles, type Repository, type ScimResponse } from "@rollcall/scim";
import { sql } from "kysely";
import type { Directory } from "../../src/directory/directory.ts";
import type { ResourceStore } from "../../src/directory/resource-store.ts";
import { createScimRepository } from "../../src/directory/scim-repository.ts";
import type { Cause, LoggedEvent } from "../../src/events/event.ts";
import type { Clock } from "../../src/kernel/clock.ts";
import { newId } from "../../src/kernel/ids.ts";
import { scopeOf } from "../../src/kernel/scope.ts";
import { queryBuilder } from "../../src/storage/query.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { toDirectoryRow } from "../../src/storage/stores/directory-row.ts";
import { resourceTypes } from "./test-storage.ts";

const testCause: Cause = { source: "scim", requestId: "req_test" };

/** A response with its body parsed. */
export type Answer = Omit<ScimResponse, "body"> & { readonly body: Record<string, unknown> };

export type ScimOptions = { readonly cause?: Cause; readonly storage?: Storage };

/** One directory in a test's storage, and the ways into it. */
export type DirectoryFixture = {
  readonly directory: Directory;
  readonly store: ResourceStore;
  readonly repository: Repository;
  /** Sends one SCIM request and parses the answer. */
  send(method: string, path: string, body?: unknown, options?: ScimOptions): Promise<Answer>;
  patch(path: string, ...operations: readonly object[]): Promise<Answer>;
  /** Creates a resource and returns its id. */
  user(userName: string, more?: object): Promise<string>;
  group(displayName: string, members?: readonly string[], more?: object): Promise<string>;
  /** The SCIM ids in a group. */
  members(groupId: string): Promise<readonly string[]>;
  /** The same directory as a process with its own connections sees it, or with other settings. */
  seenBy(storage: Storage, changes?: Partial<Directory>): DirectoryFixture;
  /** The directory's public events so far, once all have their position. */
  events(): Promise<readonly FixtureEvent[]>;
};

export type FixtureEvent = Omit<LoggedEvent, "data"> & { readonly data: Record<string, unknown> };

/** A clock that stands, and that a test moves. */
export type ManualClock = Clock & { set(ms: number): void };

export function manualClock(start: number): ManualClock {
  let now = start;
  return {
    now: () => now,
    set: (ms) => {
      now = ms;
    },
  };
}

/** Adds an organization with one directory. */
export async function directoryFixture(
  storage: Storage,
  overrides: Partial<Directory> = {},
  clock: Clock = { now: () => Date.now() },
): Promise<DirectoryFixture> {
  const db = queryBuilder(storage.engine.dialect);
  const organizationId = newId("org");
  const at = clock.now();
  const directory: Directory = {
    id: newId("directory"),
    organizationId,
    externalKey: randomBytes(12).toString("hex"),
    label: null,
    name: "Test",
    type: "generic scim v2.0",
    profile: "generic",
    enabled: true,
    deleting: false,
    deprovisioning: "retain",
    membershipOnDeactivation: "keep",
    unknownMembers: "skip",
    userIdAttribute: "externalId",
    domain: null,
    createdAt: at,
    updatedAt: at,
    ...overrides,
  };
  await storage.engine.write([
    sql`insert into organizations (id, name, metadata, allow_profiles_outside_organization, deleting, created_at, updated_at)
      values (${organizationId}, 'Test', '{}', 0, 0, ${at}, ${at})`.compile(db),
    db.insertInto("directories").values(toDirectoryRow(directory)).compile(),
  ]);
  return openDirectory(storage, directory, clock);
}

function openDirectory(storage: Storage, directory: Directory, clock: Clock): DirectoryFixture {
  const repositoryOf = ({ cause = testCause, storage: through = storage }: ScimOptions = {}) =>
    createScimRepository({ directory, store: through.resources(scopeOf(directory)), cause, clock });
  const repository = repositoryOf();
  const fixture: DirectoryFixture = {
    directory,
    store: storage.resources(scopeOf(directory)),
    repository,
    send: (method, url, body, options) => sendScim(repositoryOf(options), directory, method, url, body),
    patch: (path, ...Operations) =>
      fixture.send("PATCH", path, { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations }),
    user: (userName, more = {}) => created(fixture.send("POST", "/Users", { userName, ...more })),
    group: (displayName, members = [], more = {}) =>
      created(
        fixture.send("POST", "/Groups", {
          displayName,
          members: members.map((value) => ({ value })),
          ...more,
        }),
      ),
    async members(groupId) {
      const found = await repository.relations("Group", "members", [groupId]);
      return (found.get(groupId) ?? []).map(({ value }) => value);
    },
    seenBy: (other, changes = {}) => openDirectory(other, { ...directory, ...changes }, clock),
    events: () => readEvents(storage, directory.id),
  };
  return fixture;
}

async function sendScim(
  repository: Repository,
  directory: Directory,
  method: string,
  url: string,
  body: unknown,
): Promise<Answer> {
  const [path = "", ...query] = url.split("?");
  const response = await handle(
    {
      method,
      path,
      query: query.join("?"),
      headers: {},
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
    {
      repository,
      resourceTypes,
      baseUrl: "https://dir.example/scim/v2/k1",
      profile: profiles[directory.profile],
      ...(directory.unknownMembers === "reject" ? { rejectUnknownReferences: true } : {}),
    },
  );
  return { ...response, body: JSON.parse(response.body ?? "{}") as Record<string, unknown> };
}

async function created(sent: Promise<Answer>): Promise<string> {
  const { status, body } = await sent;
  if (status !== 201) throw new Error(`expected 201, got ${status} ${JSON.stringify(body)}`);
  return String(body.id);
}

async function readEvents(storage: Storage, directoryId: string): Promise<readonly FixtureEvent[]> {
  await untilSequenced(storage);
  const found: FixtureEvent[] = [];
  for (let after = 0; ; ) {
    const page = await storage.log.read({ directoryId, after, limit: 500 });
    found.push(
      ...page.map((event) => ({ ...event, data: JSON.parse(event.data) as Record<string, unknown> })),
    );
    if (page.length < 500) return found;
    after = page.at(-1)!.position;
  }
}

/** Waits until every committed event has its public position. */
async function untilSequenced(storage: Storage): Promise<void> {
  const query = sql<{ waiting: number }>`select count(*) as waiting from events where position is null`;
  const compiled = query.compile(queryBuilder(storage.engine.dialect));
  for (;;) {
    const [row] = await storage.engine.read(compiled);
    if (row?.waiting === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
