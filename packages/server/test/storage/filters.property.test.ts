import {
  checkFilter,
  createMemoryRepository,
  type Filter,
  type Repository,
  type ScimObject,
} from "@rollcall/scim";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { directoryFixture, manualClock } from "../support/directory-fixture.ts";
import { openTestStorage, resourceTypes, type TestStorage } from "../support/test-storage.ts";

const start = Date.UTC(2026, 0, 1);
const instant = (seconds: number) => new Date(start + seconds * 1000).toISOString();
const words = [
  "ann",
  "ANN",
  "Bob",
  "Jos\u00e9",
  "JOSE\u0301",
  "100%_",
  "o'k\\",
  "ΣΑΣ",
  "\u{1F600}",
  "\uFF5E",
  "",
];
const word = fc.constantFrom(...words);

/** More rows than the evaluator reads at a time would be slow to make; what is compared is the meaning. */
function documents(): readonly ScimObject[] {
  const pick = <T>(from: readonly T[], index: number) => from[index % from.length] as T;
  return Array.from({ length: 40 }, (_, index) => ({
    userName: `${pick(words, index)}${index < words.length && index !== 1 && index !== 4 ? "" : index}`,
    ...(index % 3 ? { externalId: pick(words, index + 1) } : {}),
    ...(index % 2 ? { displayName: pick(words, index * 3) } : {}),
    ...(index % 5 ? { active: index % 4 !== 0 } : {}),
    ...(index % 4 ? { title: pick(words, index * 7) } : {}),
    ...(index % 3 === 1
      ? {
          emails: [
            { value: pick(words, index), type: "work", primary: true },
            { value: pick(words, index + 4), type: "home" },
          ].slice(0, 1 + (index % 2)),
        }
      : {}),
    ...(index % 6
      ? {}
      : { "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { department: "R&D" } }),
  }));
}

type Path = { readonly urn?: string; readonly name: string; readonly sub?: string };
const textPaths: readonly Path[] = [
  { name: "userName" },
  { name: "externalId" },
  { name: "displayName" },
  { name: "title" },
  { name: "emails" },
  { name: "emails", sub: "value" },
  { name: "emails", sub: "type" },
  { urn: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", name: "department" },
];
const equality = fc.constantFrom("eq", "ne");
const order = fc.constantFrom("eq", "ne", "gt", "ge", "lt", "le");
const text = fc.constantFrom("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le");
const compare = (
  path: fc.Arbitrary<Path>,
  operator: fc.Arbitrary<string>,
  value: fc.Arbitrary<string | boolean>,
): fc.Arbitrary<Filter> =>
  fc.record({ kind: fc.constant("compare"), path, operator, value }) as fc.Arbitrary<Filter>;
/** `u3` and `g1` stand for the ids that each repository gave. */
const userId = fc.nat(41).map((index) => `u${index}`);
const groupId = fc.nat(4).map((index) => `g${index}`);
const inEmails = fc.oneof(
  compare(fc.constant({ name: "value" }), fc.constantFrom("eq", "co"), word),
  compare(fc.constant({ name: "type" }), equality, fc.constantFrom("work", "home")),
);
const bothInEmails = fc.tuple(fc.constantFrom("and" as const, "or" as const), inEmails, inEmails);

const term: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 4, arbitrary: compare(fc.constantFrom(...textPaths), text, word) },
  compare(fc.constant({ name: "active" }), equality, fc.boolean()),
  compare(fc.constant({ name: "id" }), equality, userId),
  compare(fc.constant({ name: "groups", sub: "value" }), equality, groupId),
  compare(
    fc.constantFrom({ name: "meta", sub: "created" }, { name: "meta", sub: "lastModified" }),
    order,
    fc.oneof(
      fc.nat(45).map(instant),
      fc.constantFrom("2026-01-01T00:00:03.0005Z", "2026-01-01T01:00:05+01:00"),
    ),
  ),
  fc
    .constantFrom(...textPaths, { name: "id" }, { name: "groups" }, { name: "active" })
    .map((path): Filter => ({ kind: "present", path })),
  fc.constantFrom("externalId", "id").map((name): Filter => ({ kind: "present", path: { name } })),
  inEmails.map((filter): Filter => ({ kind: "valuePath", path: { name: "emails" }, filter })),
  bothInEmails.map(
    ([kind, left, right]): Filter => ({
      kind: "valuePath",
      path: { name: "emails" },
      filter: { kind, left, right },
    }),
  ),
);
const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    { weight: 3, arbitrary: term },
    { weight: 1, arbitrary: tie("filter").map((inner): Filter => ({ kind: "not", filter: inner })) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom("and" as const, "or" as const), tie("filter"), tie("filter"))
        .map(([kind, left, right]): Filter => ({ kind, left, right })),
    },
  ),
}));
const sort = fc.record({
  path: fc.constantFrom<Path>(
    { name: "userName" },
    { name: "title" },
    { name: "id" },
    { name: "emails", sub: "value" },
    { name: "groups", sub: "display" },
    { name: "meta", sub: "created" },
  ),
  descending: fc.boolean(),
});
const page = fc.record({ startIndex: fc.integer({ min: 1, max: 20 }), count: fc.nat(50) });

type World = { readonly repository: Repository; readonly users: string[]; readonly groups: string[] };

async function fill(repository: Repository, tick: () => void): Promise<World> {
  const world: World = { repository, users: [], groups: [] };
  const create = async (resourceType: string, attributes: ScimObject, members?: readonly string[]) => {
    tick();
    const outcome = await repository.write({
      kind: "create",
      resourceType,
      attributes,
      ...(members ? { relation: { attribute: "members", kind: "replace", with: members } } : {}),
    });
    if (outcome.kind !== "written") throw new Error(JSON.stringify(outcome));
    return outcome.resource.id;
  };
  for (const document of documents()) world.users.push(await create("User", document));
  for (const step of [2, 3, 5, 50]) {
    const members = world.users.filter((_, index) => index % step === 1);
    world.groups.push(await create("Group", { displayName: `Every ${step}` }, members));
  }
  return world;
}

function within(world: World, filter: Filter): Filter {
  const json = JSON.stringify(filter).replace(/"([ug])(\d+)"/g, (_, kind: string, index: string) =>
    JSON.stringify((kind === "u" ? world.users : world.groups)[Number(index)] ?? "none"),
  );
  return JSON.parse(json) as Filter;
}

describe.each(engines)("a list on %s", (engine) => {
  let opened: TestStorage;
  let worlds: readonly World[];
  beforeAll(async () => {
    opened = await openTestStorage(engine);
    const clock = manualClock(start);
    const tick = () => clock.set(clock.now() + 1000);
    const stored = await fill((await directoryFixture(opened.storage, {}, clock)).repository, tick);
    clock.set(start);
    const ids = [...stored.users, ...stored.groups];
    const now = () => new Date(clock.now()).toISOString();
    const newId = () => ids.shift() ?? "none";
    worlds = [stored, await fill(createMemoryRepository({ resourceTypes, now, newId }), tick)];
  });
  afterAll(() => opened.close());

  it("gives what evaluation in memory gives, for any filter, order and page [F4a, F17a, F18b]", async () => {
    await fc.assert(
      fc.asyncProperty(filter, fc.option(sort), page, async (any, sorted, { startIndex, count }) => {
        const [found, expected] = await Promise.all(
          worlds.map(async (world) => {
            const { totalResults, resources } = await world.repository.list("User", {
              filter: checkFilter(within(world, any), resourceTypes[0]!),
              ...(sorted ? { sort: sorted } : {}),
              startIndex,
              count,
            });
            return { totalResults, ids: resources.map(({ id }) => id) };
          }),
        );
        expect(found).toEqual(expected);
      }),
      { numRuns: 300, seed: 20260102, interruptAfterTimeLimit: 15_000 },
    );
  }, 60_000);
});
