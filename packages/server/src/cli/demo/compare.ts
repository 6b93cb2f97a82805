import { type Belief, renderTable } from "@rollcall/simulator";
import type { ApiState } from "./client.ts";

export type ApiComparison = { readonly table: readonly string[]; readonly differences: readonly string[] };

/** What the provider believes beside what the application reads: users with their state, groups with their members. */
export function compareWithApi(belief: Belief, { users, groups }: ApiState): ApiComparison {
  const pushedUsers = new Map([...belief.users.values()].map((user) => [user.userName, describeUser(user)]));
  const readUsers = new Map(
    users.map((user) => [
      user.username,
      describeUser({
        givenName: user.first_name ?? "",
        familyName: user.last_name ?? "",
        email: user.email ?? "",
        active: user.state === "active",
      }),
    ]),
  );
  const nameOf = (user: string) => belief.users.get(user)?.userName ?? user;
  const kept = [...belief.groups.values()].filter(({ state }) => state !== "deleted");
  const pushedGroups = new Map(
    kept.map(({ displayName, members }) => [displayName, sorted([...members].map(nameOf))]),
  );
  const readGroups = new Map(
    groups.map(({ id, name }) => [
      name,
      sorted(
        users.filter((user) => user.groups.some((group) => group.id === id)).map(({ username }) => username),
      ),
    ]),
  );
  const active = (described: Map<string, string>) =>
    [...described.values()].filter((text) => text.endsWith(" active")).length;
  const rows = [
    ["users", pushedUsers.size, readUsers.size],
    ["active users", active(pushedUsers), active(readUsers)],
    ["groups", pushedGroups.size, readGroups.size],
    ...[...pushedGroups].map(([name, members]) => [`  ${name}`, count(members), count(readGroups.get(name))]),
  ].map((row) => row.map(String));
  const columns = [
    { title: "" },
    { title: "pushed", align: "right" as const },
    { title: "API", align: "right" as const },
  ];
  return {
    table: renderTable(columns, rows),
    differences: [
      ...differences("user", pushedUsers, readUsers),
      ...differences("group", pushedGroups, readGroups),
    ],
  };
}

type Described = {
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
  readonly active: boolean;
};

function describeUser({ givenName, familyName, email, active }: Described): string {
  return `${givenName} ${familyName} <${email}> ${active ? "active" : "inactive"}`;
}

function sorted(names: readonly string[]): string {
  return [...names].sort().join(", ");
}

function count(members: string | undefined): number {
  return members ? members.split(", ").length : 0;
}

function differences(
  what: string,
  pushed: Map<string, string>,
  read: Map<string, string>,
): readonly string[] {
  const subjects = new Set([...pushed.keys(), ...read.keys()]);
  return [...subjects]
    .filter((subject) => pushed.get(subject) !== read.get(subject))
    .map(
      (subject) =>
        `${what} ${subject}: pushed ${pushed.get(subject) ?? "nothing"}, the API has ${read.get(subject) ?? "nothing"}`,
    );
}
