import type { Belief, BelievedGroup, BelievedUser } from "./belief.ts";
import { isObject, type JsonObject, objects, text } from "./json.ts";
import type { JobResult, ScimCalls, ScimClient } from "./scim-client.ts";

/** One place where the server differs from what was pushed. Values are as text; "" stands for nothing. */
export type Difference = {
  readonly resource: "user" | "group";
  /** The server's id. */
  readonly id: string;
  /** userName or group name as pushed. */
  readonly subject: string;
  readonly field:
    | "existence"
    | "id"
    | "userName"
    | "givenName"
    | "familyName"
    | "email"
    | "active"
    | "displayName"
    | "members"
    | "paging";
  readonly pushed: string;
  readonly found: string;
};

export type Comparison = {
  readonly users: { readonly pushed: number; readonly same: number; readonly others: number };
  readonly groups: { readonly pushed: number; readonly same: number; readonly others: number };
  readonly differences: readonly Difference[];
};

/**
 * Reads the server back and compares. What was never pushed by this run is counted and is no difference.
 * Memberships of inactive users are left out: whether they end with the user is the server's choice.
 */
export const compareWithServer = (client: ScimClient, belief: Belief): Promise<JobResult<Comparison>> =>
  client.job("read back", "the server's state", async (calls) => {
    const users = await readAll(calls, "/Users");
    // A server need not have groups at all when none were pushed.
    const groups = belief.groups.size === 0 ? nothing : await readAll(calls, "/Groups");
    const server = await picture(calls, users, groups, belief);
    const userResults = [...belief.users.values()].map((user) => compareUser(user, server));
    const groupResults = [...belief.groups.values()].map((group) => compareGroup(group, server, belief));
    return {
      users: count(userResults, users, [...belief.users.values()]),
      groups: count(groupResults, groups, [...belief.groups.values()]),
      differences: [
        ...users.repeated.map((id) => repeated("user", id)),
        ...groups.repeated.map((id) => repeated("group", id)),
        ...userResults.flat(),
        ...groupResults.flat(),
      ],
    };
  });

const count = (
  results: readonly (readonly Difference[])[],
  { byId }: Found,
  believed: readonly { readonly id: string }[],
) => ({
  pushed: believed.length,
  same: results.filter((differences) => differences.length === 0).length,
  others: byId.size - believed.filter(({ id }) => byId.has(id)).length,
});

type Found = { readonly byId: ReadonlyMap<string, JsonObject>; readonly repeated: readonly string[] };

const nothing: Found = { byId: new Map(), repeated: [] };

const readAll = async (calls: ScimCalls, path: string): Promise<Found> => {
  const byId = new Map<string, JsonObject>();
  const repeatedIds: string[] = [];
  for (let startIndex = 1; ; ) {
    const page = await calls.list(path, { startIndex, count: 100 });
    for (const resource of page.resources) {
      const id = text(resource.id);
      if (byId.has(id)) repeatedIds.push(id);
      byId.set(id, resource);
    }
    // Steps by what came, unlike a provider: here the question is what the server holds.
    startIndex += page.resources.length;
    if (page.resources.length === 0 || startIndex > page.totalResults) return { byId, repeated: repeatedIds };
  }
};

type Picture = {
  readonly users: ReadonlyMap<string, JsonObject>;
  readonly idByUserName: ReadonlyMap<string, string>;
  /** With members. */
  readonly groups: ReadonlyMap<string, JsonObject>;
  /** Server ids of the users that are inactive by what was pushed. */
  readonly inactive: ReadonlySet<string>;
};

const picture = async (calls: ScimCalls, users: Found, groups: Found, belief: Belief): Promise<Picture> => ({
  users: users.byId,
  idByUserName: new Map([...users.byId].map(([id, { userName }]) => [text(userName), id])),
  groups: await withMembers(calls, groups.byId, belief),
  inactive: new Set(
    [...belief.users.values()].filter(({ active, deleted }) => !active && !deleted).map(({ id }) => id),
  ),
});

/** Some servers leave `members` out of lists; those groups are read one by one. */
const withMembers = async (
  calls: ScimCalls,
  groups: ReadonlyMap<string, JsonObject>,
  belief: Belief,
): Promise<ReadonlyMap<string, JsonObject>> => {
  const complete = new Map(groups);
  for (const { id, members } of belief.groups.values()) {
    const listed = groups.get(id);
    if (listed === undefined || listed.members !== undefined || members.size === 0) continue;
    complete.set(id, await calls.get(`/Groups/${encodeURIComponent(id)}`));
  }
  return complete;
};

const compareUser = (user: BelievedUser, { users, idByUserName }: Picture): readonly Difference[] => {
  const found = users.get(user.id);
  const differs = (field: Difference["field"], pushed: string, seen: string): readonly Difference[] =>
    pushed === seen
      ? []
      : [{ resource: "user", id: user.id, subject: user.userName, field, pushed, found: seen }];
  if (user.deleted) return differs("existence", "", found === undefined ? "" : "there");
  if (found === undefined) {
    const other = idByUserName.get(user.userName);
    return other === undefined ? differs("existence", "there", "") : differs("id", user.id, other);
  }
  const name = isObject(found.name) ? found.name : {};
  return [
    ...differs("userName", user.userName, text(found.userName)),
    ...differs("givenName", user.givenName, text(name.givenName)),
    ...differs("familyName", user.familyName, text(name.familyName)),
    ...differs("email", user.email, primaryEmail(found)),
    ...differs("active", String(user.active), String(found.active ?? "")),
  ];
};

const primaryEmail = (user: JsonObject): string => {
  const emails = objects(user.emails);
  return text((emails.find(({ primary }) => primary === true) ?? emails[0])?.value);
};

const compareGroup = (
  group: BelievedGroup,
  { groups, inactive }: Picture,
  belief: Belief,
): readonly Difference[] => {
  const found = groups.get(group.id);
  const differs = (field: Difference["field"], pushed: string, seen: string): readonly Difference[] =>
    pushed === seen
      ? []
      : [{ resource: "group", id: group.id, subject: group.displayName, field, pushed, found: seen }];
  if (group.state === "deleted") return differs("existence", "", found === undefined ? "" : "there");
  if (found === undefined) return differs("existence", "there", "");
  const seen = objects(found.members)
    .map(({ value }) => text(value))
    .filter((id) => !inactive.has(id));
  const wanted = [...group.members].flatMap((user) => activeId(belief, user));
  return [
    ...differs("displayName", group.displayName, text(found.displayName)),
    ...membersDiffer(wanted, seen).flatMap(([pushed, there]) => differs("members", pushed, there)),
  ];
};

const activeId = (belief: Belief, user: string): readonly string[] => {
  const known = belief.users.get(user);
  return known?.active ? [known.id] : [];
};

/** One entry for all that is missing and one for all that is too much; listing both sets whole helps nobody. */
const membersDiffer = (
  wanted: readonly string[],
  seen: readonly string[],
): readonly (readonly [pushed: string, found: string])[] => {
  const wantedSet = new Set(wanted);
  const seenSet = new Set(seen);
  const missing = wanted.filter((id) => !seenSet.has(id));
  const extra = seen.filter((id) => !wantedSet.has(id));
  if (missing.length === 0 && extra.length === 0) {
    return seen.length === seenSet.size
      ? []
      : [[`${wanted.length} members`, `${seen.length} with repetitions`]];
  }
  return [
    [
      `${wanted.length} members`,
      `${seen.length}${listed(", missing ", missing)}${listed(", extra ", extra)}`,
    ],
  ];
};

const listed = (label: string, ids: readonly string[]): string =>
  ids.length === 0
    ? ""
    : `${label}${ids.slice(0, 5).join(" ")}${ids.length > 5 ? ` and ${ids.length - 5} more` : ""}`;

const repeated = (resource: Difference["resource"], id: string): Difference => ({
  resource,
  id,
  subject: id,
  field: "paging",
  pushed: "once in the list",
  found: "on several pages",
});
