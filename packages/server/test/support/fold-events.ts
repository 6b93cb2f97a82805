import type { DirectoryFixture, FixtureEvent } from "./directory-fixture.ts";
import type { TestStorage } from "./test-storage.ts";

/** What an application knows of a directory: objects by id, and `group user` for each membership. */
export type KnownState = {
  readonly users: ReadonlyMap<string, object>;
  readonly groups: ReadonlyMap<string, object>;
  readonly memberships: ReadonlySet<string>;
};

/**
 * Follows the events from nothing, as the strictest application would: it throws at one that does not fit what
 * came before (a second creation, the removal of somebody who was not in, a membership that outlives its user).
 */
export function foldEvents(events: readonly FixtureEvent[]): KnownState {
  const state = { users: new Map(), groups: new Map(), memberships: new Set<string>() };
  for (const event of events) follow(state, event);
  return state;
}

type Following = {
  readonly users: Map<string, object>;
  readonly groups: Map<string, object>;
  readonly memberships: Set<string>;
};

function follow(state: Following, { type, data, position }: FixtureEvent): void {
  const expectThat = (holds: boolean, what: string) => {
    if (!holds) throw new Error(`event ${position} ${type}: ${what}: ${JSON.stringify(data)}`);
  };
  const [, kind = "", action = ""] = type.split(".");
  if (action.startsWith("user_")) {
    followMembership(state, action, data, expectThat);
    return;
  }
  const objects = kind === "user" ? state.users : state.groups;
  const { previous_attributes, ...object } = data;
  const id = String(object.id);
  expectThat(objects.has(id) === (action !== "created"), "known or not");
  if (action !== "deleted") {
    objects.set(id, object);
    return;
  }
  objects.delete(id);
  if (kind === "user") {
    expectThat(![...state.memberships].some((pair) => pair.endsWith(` ${id}`)), "still in a group");
    return;
  }
  for (const pair of state.memberships) if (pair.startsWith(`${id} `)) state.memberships.delete(pair);
}

function followMembership(
  state: Following,
  action: string,
  data: FixtureEvent["data"],
  expectThat: (holds: boolean, what: string) => void,
): void {
  const [user, group] = [(data.user as { id: string }).id, (data.group as { id: string }).id];
  const pair = `${group} ${user}`;
  expectThat(state.users.has(user), "the user is known");
  expectThat(state.groups.has(group), "the group is known");
  expectThat(state.memberships.has(pair) === (action === "user_removed"), "in or not");
  if (action === "user_added") state.memberships.add(pair);
  else state.memberships.delete(pair);
}

/** What the application is to know, read from the tables. */
export async function visibleState(
  opened: TestStorage,
  { directory }: DirectoryFixture,
): Promise<KnownState> {
  const resources = await opened.rows<{ type: string; object: string; object_id: string }>(
    `select type, object, object_id from resources where visible = 1 and directory_id = '${directory.id}'`,
  );
  const memberships = await opened.rows<{ pair: string }>(
    `select g.object_id || ' ' || u.object_id as pair from memberships m
     join resources g on g.directory_id = m.directory_id and g.type = 'Group' and g.id = m.group_id
     join resources u on u.directory_id = m.directory_id and u.type = 'User' and u.id = m.member_id and u.visible = 1
     where m.directory_id = '${directory.id}'`,
  );
  const objects = (type: string) =>
    new Map(
      resources
        .filter((row) => row.type === type)
        .map((row) => [row.object_id, JSON.parse(row.object) as object]),
    );
  return {
    users: objects("User"),
    groups: objects("Group"),
    memberships: new Set(memberships.map(({ pair }) => pair)),
  };
}

/** Memberships of which one end is gone. */
export function orphans(opened: TestStorage, { directory }: DirectoryFixture): Promise<readonly object[]> {
  return opened.rows(
    `select * from memberships m where directory_id = '${directory.id}' and (
       not exists (select 1 from resources r where r.directory_id = m.directory_id and r.type = 'Group' and r.id = m.group_id)
       or not exists (select 1 from resources r where r.directory_id = m.directory_id and r.id = m.member_id))`,
  );
}
