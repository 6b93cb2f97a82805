import { randomUUID } from "node:crypto";
import { createMemoryRepository, handle, profiles, type Repository } from "@rollcall/scim";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Directory } from "../../src/directory/directory.ts";
import { directoryFixture, type FixtureEvent, manualClock } from "../support/directory-fixture.ts";
import { foldEvents, orphans, visibleState } from "../support/fold-events.ts";
import { openTestStorage, resourceTypes, type TestStorage } from "../support/test-storage.ts";

/** A request in which `#n` stands for the nth resource that the sequence created. */
type Operation = { readonly method: string; readonly path: string; readonly body?: unknown };

/** Every sequence begins with these, so that most requests find something: users #0 to #3, groups #4 to #6. */
const beginning: readonly Operation[] = [
  ...["one", "two", "three", "four"].map((userName) => ({
    method: "POST",
    path: "/Users",
    body: { userName },
  })),
  ...["Red", "Green", "Blue"].map((displayName) => ({
    method: "POST",
    path: "/Groups",
    body: { displayName },
  })),
];
const created = fc.integer({ min: 7, max: 9 });
const user = fc.oneof({ weight: 5, arbitrary: fc.nat(3) }, created).map((index) => `#${index}`);
const group = fc
  .oneof({ weight: 5, arbitrary: fc.integer({ min: 4, max: 6 }) }, created)
  .map((index) => `#${index}`);
const userName = fc.constantFrom("one", "ann", "ANN", "bob", "cat@x.test", "Jos\u00e9", "JOSE\u0301", "zed");
const userBody = fc.record(
  {
    userName,
    externalId: fc.constantFrom("e1", "e2"),
    active: fc.boolean(),
    title: fc.constantFrom("A", "B"),
    nickName: fc.constantFrom("n1", "n2"),
    name: fc.record(
      { givenName: fc.constantFrom("Ann", "Bo"), familyName: fc.constant("Lee") },
      { requiredKeys: [] },
    ),
    emails: fc.array(
      fc.record({ value: fc.constantFrom("a@x.test", "A@X.test", "none"), type: fc.constant("work") }),
      {
        maxLength: 2,
      },
    ),
  },
  { requiredKeys: ["userName"] },
);
const members = fc
  .uniqueArray(fc.oneof({ weight: 6, arbitrary: user }, group, fc.constant("nobody")), { maxLength: 4 })
  .map((ids) => ids.map((value) => ({ value })));
const groupBody = fc.record(
  {
    displayName: fc.constantFrom("Staff", "STAFF", "Crew", "Red", "New"),
    externalId: fc.constantFrom("g1", "g2"),
    members,
  },
  { requiredKeys: ["displayName"] },
);
const patchBody = (operation: fc.Arbitrary<object>) =>
  fc.array(operation, { minLength: 1, maxLength: 3 }).map((Operations) => ({
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations,
  }));
const userPatch = patchBody(
  fc.oneof(
    fc.boolean().map((value) => ({ op: "replace", path: "active", value })),
    userName.map((value) => ({ op: "replace", path: "userName", value })),
    fc.constantFrom("title", "nickName", "externalId").map((path) => ({ op: "remove", path })),
    fc
      .constantFrom("x@x.test", "y@x.test")
      .map((value) => ({ op: "add", path: "emails", value: [{ value }] })),
  ),
);
const groupPatch = patchBody(
  fc.oneof(
    members.map((value) => ({ op: "add", path: "members", value })),
    members.map((value) => ({ op: "replace", path: "members", value })),
    user.map((id) => ({ op: "remove", path: `members[value eq "${id}"]` })),
    fc.constant({ op: "remove", path: "members" }),
    fc.constantFrom("Staff", "Crew", "New").map((value) => ({ op: "replace", path: "displayName", value })),
  ),
);

const anything: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 1, arbitrary: userBody.map((body) => ({ method: "POST", path: "/Users", body })) },
  { weight: 1, arbitrary: groupBody.map((body) => ({ method: "POST", path: "/Groups", body })) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(user, userPatch)
      .map(([id, body]) => ({ method: "PATCH", path: `/Users/${id}`, body })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(group, groupPatch)
      .map(([id, body]) => ({ method: "PATCH", path: `/Groups/${id}`, body })),
  },
  fc.tuple(user, userBody).map(([id, body]) => ({ method: "PUT", path: `/Users/${id}`, body })),
  fc.tuple(group, groupBody).map(([id, body]) => ({ method: "PUT", path: `/Groups/${id}`, body })),
  fc.oneof(
    user.map((id) => ({ method: "DELETE", path: `/Users/${id}` })),
    group.map((id) => ({ method: "DELETE", path: `/Groups/${id}` })),
  ),
);

/** A group in itself is left out by the engines; the memory repository takes it. */
const operation = anything.filter(
  ({ path, body }) => !(path.startsWith("/Groups/") && JSON.stringify(body ?? "").includes(path.slice(8))),
);

/** One repository under the sequence, with the ids that it gave. */
type World = { readonly repository: Repository; readonly ids: string[] };

function toWorld({ ids }: World, text: string): string {
  return text.replace(/#(\d+)/g, (_, index) => ids[Number(index)] ?? `none-${index}`);
}

/** Real ids back into `#n`, so that worlds compare. */
function fromWorld({ ids }: World, text: string): string {
  return ids.reduce((rest, id, index) => rest.replaceAll(id, `#${index}`), text);
}

async function send(world: World, { method, path, body }: Operation) {
  const {
    status,
    body: text = "{}",
    skipped,
  } = await handle(
    {
      method,
      path: toWorld(world, path),
      query: "",
      headers: {},
      ...(body === undefined ? {} : { body: toWorld(world, JSON.stringify(body)) }),
    },
    { repository: world.repository, resourceTypes, baseUrl: "https://d.test", profile: profiles.generic },
  );
  if (status === 201) world.ids.push((JSON.parse(text) as { id: string }).id);
  return { status, skipped: [...(skipped ?? [])].map((id) => fromWorld(world, id)).sort() };
}

type Shown = { readonly meta?: { readonly version?: string }; readonly members?: readonly object[] };

/** All that a client can read, without versions: how many steps a change takes is the repository's own. */
async function shown(world: World): Promise<readonly object[]> {
  const all: object[] = [];
  for (const path of ["/Users", "/Groups"]) {
    const { body = "{}" } = await handle(
      { method: "GET", path, query: "count=1000", headers: {} },
      { repository: world.repository, resourceTypes, baseUrl: "https://d.test", profile: profiles.generic },
    );
    const { Resources = [] } = JSON.parse(fromWorld(world, body)) as { Resources?: readonly Shown[] };
    for (const { meta: { version: _, ...meta } = {}, members: set, ...resource } of Resources) {
      all.push({
        ...resource,
        meta,
        ...(set ? { members: set.map((each) => JSON.stringify(each)).sort() } : {}),
      });
    }
  }
  return all;
}

/** Events with every id named by its first appearance. */
function anonymous(events: readonly FixtureEvent[]): unknown {
  const names = new Map<string, string>();
  const name = (id: string, kind: string) => {
    if (!names.has(id)) names.set(id, `${kind}:${names.size}`);
    return names.get(id) ?? "";
  };
  const told = events.map(({ type, data, cause, createdAt }) => ({ type, data, cause, createdAt }));
  return JSON.parse(
    JSON.stringify(told).replace(/(directory_user|directory_group|directory|org)_[0-9A-Z]{26}/g, name),
  );
}

describe("any sequence of requests", () => {
  const opened: TestStorage[] = [];
  beforeAll(async () => {
    opened.push(await openTestStorage("sqlite"), await openTestStorage("postgres"));
  });
  afterAll(async () => {
    for (const each of opened) await each.close();
  });

  const settings = fc.constantFrom<Partial<Directory>>(
    { deprovisioning: "retain" },
    { deprovisioning: "delete" },
    { deprovisioning: "retain", membershipOnDeactivation: "remove" },
  );

  it("leaves all repositories alike, both engines with the same events, which lead to what is stored", async () => {
    const sequence = fc.array(operation, { minLength: 10, maxLength: 30, size: "max" });
    await fc.assert(
      fc.asyncProperty(settings, sequence, async (overrides, operations) => {
        const clock = manualClock(Date.UTC(2026, 0, 1));
        const directories = await Promise.all(
          opened.map(({ storage }) => directoryFixture(storage, overrides, clock)),
        );
        const memory = createMemoryRepository({
          resourceTypes,
          now: () => new Date(clock.now()).toISOString(),
          newId: randomUUID,
        });
        const worlds: World[] = [...directories.map(({ repository }) => repository), memory].map(
          (repository) => ({
            repository,
            ids: [],
          }),
        );
        // The memory repository has no such setting.
        const compared = overrides.membershipOnDeactivation === "remove" ? worlds.slice(0, 2) : worlds;
        for (const each of [...beginning, ...operations]) {
          clock.set(clock.now() + 1000);
          const [first, ...others] = await Promise.all(compared.map((world) => send(world, each)));
          for (const other of others) expect(other).toEqual(first);
        }
        const [first, ...others] = await Promise.all(compared.map(shown));
        for (const other of others) expect(other).toEqual(first);
        const events = await Promise.all(directories.map((directory) => directory.events()));
        expect(anonymous(events[1] ?? [])).toEqual(anonymous(events[0] ?? []));
        for (const [index, directory] of directories.entries()) {
          expect(foldEvents(events[index] ?? [])).toEqual(await visibleState(opened[index]!, directory));
          expect(await orphans(opened[index]!, directory)).toEqual([]);
        }
      }),
      { numRuns: 30, seed: 20260101, endOnFailure: false, interruptAfterTimeLimit: 25_000 },
    );
  }, 60_000);
});
