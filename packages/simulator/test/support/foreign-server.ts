import { type Answer, error, type RecordingServer, type Seen, startServer } from "./recording-server.ts";

type Resource = { id: string; [name: string]: unknown };
type Member = { value: string };

/** Ways in which servers of others are wrong, or merely different. */
export type Habits = {
  /** No `members` in lists. */
  readonly membersOnlyById?: boolean;
  /** Keeps only so many members of a group. */
  readonly memberLimit?: number;
  readonly pageLimit?: number;
  /** What it makes of a user before it keeps it. */
  readonly spoil?: (user: Resource) => Resource;
  /** Answers before anything else. */
  readonly intercept?: (seen: Seen) => Answer | undefined;
};

/**
 * A small SCIM server that is not ours: just enough of the protocol for Okta's requests, so that the simulator
 * is seen to work against others, and to find out what they get wrong.
 */
export const startForeignServer = (
  habits: Habits = {},
): Promise<
  RecordingServer & { readonly users: Map<string, Resource>; readonly groups: Map<string, Resource> }
> => {
  const users = new Map<string, Resource>();
  const groups = new Map<string, Resource>();
  let serial = 0;
  const newId = (type: string) => {
    serial += 1;
    return `${type === "Users" ? "u" : "g"}${serial}`;
  };
  const answer = (seen: Seen): Answer => {
    const intercepted = habits.intercept?.(seen);
    if (intercepted !== undefined) return intercepted;
    const url = new URL(seen.url, "http://x");
    const [, type = "", id] = /(Users|Groups)(?:\/(.+))?$/.exec(url.pathname) ?? [];
    const store = type === "Users" ? users : groups;
    if (id === undefined && seen.method === "GET") return listed(store, url.searchParams, habits);
    if (id === undefined) return create(store, type, { ...(seen.body as object), id: newId(type) }, habits);
    const stored = store.get(id);
    if (stored === undefined) return error(404, `There is no ${id}.`);
    if (seen.method === "GET") return { status: 200, body: stored };
    if (seen.method === "DELETE") {
      store.delete(id);
      return { status: 204 };
    }
    const next = seen.method === "PUT" ? { ...(seen.body as object), id } : patched(stored, seen.body);
    store.set(id, kept(next, type, habits));
    return seen.method === "PATCH" ? { status: 204 } : { status: 200, body: store.get(id) };
  };
  return startServer(answer).then((server) => ({ ...server, users, groups }));
};

const create = (store: Map<string, Resource>, type: string, body: Resource, habits: Habits): Answer => {
  const key = keyOf(body);
  if ([...store.values()].some((other) => keyOf(other) === key)) return error(409, `${key} exists.`);
  store.set(body.id, kept(body, type, habits));
  return { status: 201, body: store.get(body.id) };
};

const keyOf = (resource: Resource): string => String(resource.userName ?? resource.displayName).toLowerCase();

const kept = (resource: Resource, type: string, { memberLimit, spoil }: Habits): Resource => {
  const { password: _, ...rest } = resource as Resource & { password?: string };
  if (type === "Users") return spoil?.(rest) ?? rest;
  return { ...rest, members: ((rest.members ?? []) as Member[]).slice(0, memberLimit) };
};

const listed = (store: Map<string, Resource>, query: URLSearchParams, habits: Habits): Answer => {
  const wanted = /^\w+ eq (".*")$/s.exec(query.get("filter") ?? "")?.[1];
  const matches = [...store.values()].filter(
    (resource) => wanted === undefined || keyOf(resource) === (JSON.parse(wanted) as string).toLowerCase(),
  );
  const from = Number(query.get("startIndex") ?? 1) - 1;
  const count = Math.min(Number(query.get("count") ?? 100), habits.pageLimit ?? 1_000);
  const page = matches.slice(from, from + count).map((resource) => {
    const { members: _, ...rest } = resource;
    return habits.membersOnlyById ? rest : resource;
  });
  const body = {
    totalResults: matches.length,
    startIndex: from + 1,
    itemsPerPage: page.length,
    Resources: page,
  };
  return { status: 200, body };
};

const patched = (stored: Resource, body: unknown): Resource => {
  let next = stored;
  const { Operations } = body as { Operations: { op: string; path?: string; value?: unknown }[] };
  for (const { op, path, value } of Operations) {
    const members = (next.members ?? []) as Member[];
    const removed = /^members\[value eq (".*")\]$/.exec(path ?? "")?.[1];
    if (removed !== undefined) {
      next = { ...next, members: members.filter((member) => member.value !== JSON.parse(removed)) };
    } else if (path === "members") {
      next = { ...next, members: op === "add" ? [...members, ...(value as Member[])] : (value as Member[]) };
    } else next = { ...next, ...(value as object), id: stored.id };
  }
  return next;
};
