import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { engines } from "../../../../test/databases.ts";
import type { Directory } from "../../src/directory/directory.ts";
import { eventJson } from "../../src/events/event.ts";
import {
  type DirectoryFixture,
  directoryFixture,
  type FixtureEvent,
  type ManualClock,
  manualClock,
} from "../support/directory-fixture.ts";
import { openTestStorage, type TestStorage } from "../support/test-storage.ts";

const start = Date.UTC(2026, 0, 1);
const iso = (seconds: number) => new Date(start + seconds * 1000).toISOString();

const ann = {
  userName: "ann@acme.test",
  externalId: "00u1",
  active: true,
  name: { givenName: "Ann", familyName: "Lee" },
  title: "Engineer",
  emails: [
    { value: "home@x.test", type: "home" },
    { value: "ann@acme.test", type: "work", primary: true },
  ],
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { department: "R&D", employeeNumber: "7" },
};

describe.each(engines)("the events of a directory on %s", (engine) => {
  let opened: TestStorage;
  let clock: ManualClock;
  let directory: DirectoryFixture;
  let ids: { directory_id: string; organization_id: string };

  beforeAll(async () => {
    opened = await openTestStorage(engine);
  });
  afterAll(() => opened.close());
  const open = async (settings: Partial<Directory> = {}) => {
    clock = manualClock(start);
    directory = await directoryFixture(opened.storage, settings, clock);
    ids = { directory_id: directory.directory.id, organization_id: directory.directory.organizationId };
  };
  beforeEach(() => open());

  /** What came after the first `known` events, as type and data. */
  const since = async (known: number) =>
    (await directory.events()).slice(known).map(({ type, data }) => [type, data] as const);
  const types = (events: readonly (readonly [string, unknown])[]) => events.map(([type]) => type);
  const set = (path: string, ...values: readonly (readonly [string, unknown])[]) =>
    directory.patch(path, ...values.map(([name, value]) => ({ op: "replace", path: name, value })));
  const history = (column = "type") =>
    opened.rows<Record<string, unknown>>(
      engine === "sqlite"
        ? `select ${column} from events where directory_id = ? order by position`
        : `select ${column} from events where directory_id = $1 order by position`,
      ids.directory_id,
    );
  const groupRow = async (id: string) => await directory.store.find("Group", id);

  const annObject = (id: unknown) => ({
    object: "directory_user",
    id,
    ...ids,
    idp_id: "00u1",
    email: "ann@acme.test",
    first_name: "Ann",
    last_name: "Lee",
    name: "Ann Lee",
    state: "active",
    emails: ann.emails,
    job_title: "Engineer",
    username: "ann@acme.test",
    custom_attributes: {
      department_name: "R&D",
      emails: ann.emails,
      employee_number: "7",
      job_title: "Engineer",
      username: "ann@acme.test",
    },
    raw_attributes: {},
    created_at: iso(0),
    updated_at: iso(0),
  });
  const groupObject = (id: unknown, name: string) => ({
    object: "directory_group",
    id,
    idp_id: name,
    ...ids,
    name,
    raw_attributes: {},
    created_at: iso(0),
    updated_at: iso(0),
  });

  it("tells of a user's life with every field", async () => {
    const id = await directory.user(ann.userName, ann);
    const [created] = await since(0);
    const objectId = created?.[1].id;
    expect(objectId).toMatch(/^directory_user_[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(created).toEqual(["dsync.user.created", annObject(objectId)]);

    clock.set(start + 5000);
    await set(
      `/Users/${id}`,
      ["name.givenName", "Anna"],
      ["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter", "CC1"],
    );
    const renamed = {
      ...annObject(objectId),
      first_name: "Anna",
      name: "Anna Lee",
      custom_attributes: { cost_center_name: "CC1", ...annObject(objectId).custom_attributes },
      updated_at: iso(5),
    };
    expect(await since(1)).toEqual([
      [
        "dsync.user.updated",
        {
          ...renamed,
          previous_attributes: {
            first_name: "Ann",
            name: "Ann Lee",
            custom_attributes: { cost_center_name: null },
          },
        },
      ],
    ]);

    clock.set(start + 9000);
    await directory.send("DELETE", `/Users/${id}`);
    expect(await since(2)).toEqual([["dsync.user.deleted", { ...renamed, state: "inactive" }]]);
    const [first] = await directory.events();
    expect(first).toMatchObject({ createdAt: start, cause: { source: "scim", requestId: "req_test" } });
  });

  it("tells of a group's life with every field; its end says nothing of its members", async () => {
    const member = await directory.user(ann.userName, ann);
    const id = await directory.group("Staff", [member]);
    const [, created, added] = await since(0);
    const objectId = created?.[1].id;
    expect(objectId).toMatch(/^directory_group_[0-9A-HJKMNP-TV-Z]{26}$/);
    const staff = groupObject(objectId, "Staff");
    expect(created).toEqual(["dsync.group.created", staff]);
    const user = (await directory.events())[0]?.data;
    expect(added).toEqual(["dsync.group.user_added", { directory_id: ids.directory_id, user, group: staff }]);

    clock.set(start + 1000);
    await set(`/Groups/${id}`, ["displayName", "Crew"]);
    const crew = { ...staff, name: "Crew", updated_at: iso(1) };
    // The id at the provider survives the rename: Okta's groups have no other.
    expect(await since(3)).toEqual([
      ["dsync.group.updated", { ...crew, previous_attributes: { name: "Staff" } }],
    ]);

    await directory.send("DELETE", `/Groups/${id}`);
    expect(await since(4)).toEqual([["dsync.group.deleted", crew]]);
    expect((await directory.repository.relations("User", "groups", [member])).get(member) ?? []).toEqual([]);
  });

  it("is silent, and keeps the version, when nothing changes [G6b, H10e]", async () => {
    const id = await directory.user(ann.userName, ann);
    const group = await directory.group("Staff", [id]);
    const known = (await history()).length;
    const before = [await directory.store.find("User", id), await groupRow(group)];
    clock.set(start + 1000);
    await directory.send("PUT", `/Users/${id}`, { ...ann, active: true });
    await set(`/Users/${id}`, ["title", "Engineer"]);
    await directory.send("PUT", `/Groups/${group}`, { displayName: "Staff", members: [{ value: id }] });
    await directory.patch(
      `/Groups/${group}`,
      { op: "add", path: "members", value: [{ value: id }] },
      { op: "remove", path: 'members[value eq "01a20000-0000-7000-8000-000000000000"]' },
    );
    expect(await history()).toHaveLength(known);
    expect([await directory.store.find("User", id), await groupRow(group)]).toEqual(before);
  });

  it("tells of effective membership changes only, and reports ids that name nobody", async () => {
    const [a, b, c] = [await directory.user("a"), await directory.user("b"), await directory.user("c")];
    const group = await directory.group("G", [a, b]);
    const known = (await directory.events()).length;
    const answer = await directory.patch(
      `/Groups/${group}`,
      { op: "remove", path: `members[value eq "${a}"]` },
      { op: "add", path: "members", value: [{ value: b }, { value: c }, { value: "nobody" }] },
    );
    expect(answer.skipped).toEqual(["nobody"]);
    const events = await since(known);
    expect(events.map(([type, data]) => [type, (data.user as { username: string }).username])).toEqual([
      ["dsync.group.user_removed", "a"],
      ["dsync.group.user_added", "c"],
    ]);
    await directory.send("PUT", `/Groups/${group}`, { displayName: "H", members: [{ value: a }] });
    expect(types(await since(known + 2))).toEqual([
      "dsync.group.user_removed",
      "dsync.group.user_removed",
      "dsync.group.updated",
      "dsync.group.user_added",
    ]);
    expect(await directory.members(group)).toEqual([a]);
  });

  it("refuses ids that name nobody when the directory says so, and writes nothing", async () => {
    await open({ unknownMembers: "reject" });
    const [a, group] = [await directory.user("a"), await directory.group("G")];
    const known = (await history()).length;
    const value = [{ value: a }, { value: "nobody" }];
    expect(await directory.patch(`/Groups/${group}`, { op: "add", path: "members", value })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining("nobody") },
    });
    expect(await directory.members(group)).toEqual([]);
    expect(await history()).toHaveLength(known);
  });

  it("keeps nested groups as members, without an event [B17d]", async () => {
    const inner = await directory.group("Inner");
    const outer = await directory.group("Outer", [inner]);
    expect(await directory.members(outer)).toEqual([inner]);
    await directory.send("DELETE", `/Groups/${inner}`);
    expect(await directory.members(outer)).toEqual([]);
    expect(types(await since(0))).toEqual([
      "dsync.group.created",
      "dsync.group.created",
      "dsync.group.deleted",
    ]);
  });

  it("never makes a group its own member", async () => {
    const group = await directory.group("G");
    const value = [{ value: group }];
    const answer = await directory.patch(`/Groups/${group}`, { op: "add", path: "members", value });
    expect(answer.skipped).toEqual([group]);
    expect(await directory.members(group)).toEqual([]);
  });

  it("takes a deleted user out of its groups first, and moves their versions [I3a, I3b]", async () => {
    const user = await directory.user("a");
    const groups = [await directory.group("G1", [user]), await directory.group("G2", [user])];
    const before = await Promise.all(groups.map(groupRow));
    const known = (await directory.events()).length;
    await directory.send("DELETE", `/Users/${user}`);
    const events = await since(known);
    expect(types(events)).toEqual([
      "dsync.group.user_removed",
      "dsync.group.user_removed",
      "dsync.user.deleted",
    ]);
    expect(events.slice(0, 2).map(([, data]) => (data.group as { name: string }).name)).toEqual(["G1", "G2"]);
    const after = await Promise.all(groups.map(groupRow));
    expect(after.map((row) => row?.version)).toEqual(before.map((row) => (row?.version ?? 0) + 1));
    expect(await opened.rows(`select * from memberships where member_id = '${user}'`)).toEqual([]);
  });

  it("retains a deactivated user with id and groups", async () => {
    const user = await directory.user(ann.userName, ann);
    await directory.group("G", [user]);
    await set(`/Users/${user}`, ["active", false]);
    await set(`/Users/${user}`, ["active", true]);
    const events = (await since(3)).map(([type, { id, state, previous_attributes }]) => [
      type,
      id,
      state,
      previous_attributes,
    ]);
    const id = (await directory.events())[0]?.data.id;
    expect(events).toEqual([
      ["dsync.user.updated", id, "inactive", { state: "active" }],
      ["dsync.user.updated", id, "active", { state: "inactive" }],
    ]);
  });

  it("in delete mode: memberships then user go, and come back under a new id", async () => {
    await open({ deprovisioning: "delete" });
    const user = await directory.user(ann.userName, ann);
    const group = await directory.group("G", [user]);
    await set(`/Users/${user}`, ["active", false]);
    expect(types(await since(3))).toEqual(["dsync.group.user_removed", "dsync.user.deleted"]);
    expect((await since(4))[0]?.[1]).toMatchObject({ state: "inactive" });
    // The provider still sees all of it.
    expect(await directory.members(group)).toEqual([user]);
    expect((await directory.send("GET", `/Users/${user}`)).body).toMatchObject({ active: false });

    // What happens meanwhile is history.
    await set(`/Users/${user}`, ["title", "Chief"]);
    const second = await directory.group("H", [user]);
    await directory.patch(`/Groups/${group}`, { op: "remove", path: `members[value eq "${user}"]` });
    await directory.patch(`/Groups/${group}`, { op: "add", path: "members", value: [{ value: user }] });
    expect(types(await since(5))).toEqual(["dsync.group.created"]);

    await set(`/Users/${user}`, ["active", true]);
    const back = await since(6);
    expect(types(back)).toEqual(["dsync.user.created", "dsync.group.user_added", "dsync.group.user_added"]);
    const [, returned] = back[0] ?? [];
    expect(returned).toMatchObject({ state: "active", job_title: "Chief", idp_id: "00u1" });
    const first = (await directory.events())[0]?.data;
    expect(returned?.id).not.toBe(first?.id);
    for (const [, data] of back.slice(1)) expect(data.user).toEqual(returned);
    expect(await directory.members(second)).toEqual([user]);
  });

  it("in delete mode: a user that comes inactive, changes and goes is never told of", async () => {
    await open({ deprovisioning: "delete" });
    const user = await directory.user("a", { active: false });
    await set(`/Users/${user}`, ["title", "x"]);
    await directory.send("DELETE", `/Users/${user}`);
    expect(await since(0)).toEqual([]);
    expect(await history()).toHaveLength(3);
  });

  it("removes the memberships of a deactivated user when the directory says so", async () => {
    await open({ membershipOnDeactivation: "remove" });
    const user = await directory.user("a", { active: true });
    const group = await directory.group("G", [user]);
    const before = await groupRow(group);
    await set(`/Users/${user}`, ["active", false]);
    expect(types(await since(3))).toEqual(["dsync.group.user_removed", "dsync.user.updated"]);
    expect(await directory.members(group)).toEqual([]);
    expect((await groupRow(group))?.version).toBe((before?.version ?? 0) + 1);
    await set(`/Users/${user}`, ["active", true]);
    expect(types(await since(5))).toEqual(["dsync.user.updated"]);
  });

  it("keeps a change that only the raw resource shows as history", async () => {
    const user = await directory.user(ann.userName, ann);
    const before = await directory.store.find("User", user);
    clock.set(start + 1000);
    await set(`/Users/${user}`, ["nickName", "Annie"]);
    expect(await since(1)).toEqual([]);
    const rows = await history("type, changes, cause, version");
    expect(rows.map((row) => ({ ...row })).slice(1)).toEqual([
      {
        type: null,
        changes: JSON.stringify([{ path: "nickName", after: "Annie" }]),
        cause: JSON.stringify({ source: "scim", requestId: "req_test" }),
        version: 2,
      },
    ]);
    const after = await directory.store.find("User", user);
    expect(after).toMatchObject({ version: 2, updatedAt: start + 1000, object: before?.object });
  });

  it("keeps the cause with every event", async () => {
    const cause = { source: "api", requestId: "req_9", actor: { id: "key_1", name: "deploy" } } as const;
    const user = await directory.user("a");
    const answer = await directory.send(
      "POST",
      "/Groups",
      { displayName: "G", members: [{ value: user }] },
      { cause },
    );
    expect(answer.status).toBe(201);
    const events = (await directory.events()).slice(1);
    expect(events.map((event) => event.cause)).toEqual([cause, cause]);
  });

  it("gives JSON that is the same when it is written again", async () => {
    const odd = { ...ann, title: 'Zoë "日本" \u2028 </script>', nickName: "👩🏽‍💻" };
    const user = await directory.user(ann.userName, odd);
    await directory.group('G\\"', [user]);
    await set(`/Users/${user}`, ["title", "\u007f\u001f"]);
    const events = await directory.events();
    const raw = await opened.storage.log.read({ directoryId: ids.directory_id, limit: 10 });
    expect(raw).toHaveLength(events.length);
    for (const event of raw) {
      const text = eventJson(event);
      expect(JSON.stringify(JSON.parse(text))).toBe(text);
    }
  });

  it("gives every event its own id, and positions that only grow", async () => {
    const users = await Promise.all(Array.from({ length: 30 }, (_, index) => directory.user(`u${index}`)));
    await directory.group("G", users);
    const events: readonly FixtureEvent[] = await directory.events();
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    for (const { id } of events) expect(id).toMatch(/^event_[0-9A-HJKMNP-TV-Z]{26}$/);
    const positions = events.map(({ position }) => position);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    for (const event of events.slice(0, 3)) {
      expect(await opened.storage.log.find(event.id)).toMatchObject({ position: event.position });
    }
  });
});
