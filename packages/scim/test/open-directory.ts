import {
  type CursorPort,
  compileResourceType,
  createMemoryRepository,
  entitlementResourceType,
  extendResourceType,
  groupResourceType,
  handle,
  type Limits,
  type ProfileName,
  profiles,
  type Repository,
  roleResourceType,
  type SchemaDefinition,
  type ScimError,
  type ScimResponse,
  userResourceType,
} from "../src/index.ts";

export const user = compileResourceType(userResourceType);
export const group = compileResourceType(groupResourceType);
export const resourceTypes = [
  user,
  group,
  compileResourceType(roleResourceType),
  compileResourceType(entitlementResourceType),
];
export const baseUrl = "https://dir.example/scim/v2/k1";
export const userUrn = "urn:ietf:params:scim:schemas:core:2.0:User";
export const groupUrn = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const enterpriseUrn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const patchUrn = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** A response with its body parsed. */
export type Answer = Omit<ScimResponse, "body"> & { readonly body: unknown };

/** What stands at a path inside a parsed body. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((current, key) => (current as Record<string | number, unknown>)?.[key], value);
}

export type Directory = {
  readonly repository: Repository;
  /** Everything that reached the repository, in order. */
  readonly calls: string[];
  readonly send: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  readonly patch: (path: string, ...operations: readonly object[]) => Promise<Answer>;
  readonly createUser: (userName: string, more?: object) => Promise<string>;
  readonly createGroup: (displayName: string, members?: readonly string[], more?: object) => Promise<string>;
};

export type DirectoryOptions = {
  readonly profile?: ProfileName;
  readonly limits?: Partial<Limits>;
  readonly allows?: (method: string, type: string) => boolean;
  readonly rejectUnknownReferences?: boolean;
  readonly explainFailure?: (error: unknown) => ScimError | undefined;
  readonly cursors?: CursorPort;
  /** Further extensions of User. */
  readonly customSchemas?: readonly SchemaDefinition[];
  readonly wrap?: (repository: Repository) => Repository;
};

/** A clock that moves one second with every look at it. */
export function tickingClock(): () => string {
  let at = Date.UTC(2026, 0, 1);
  return () => {
    at += 1000;
    return new Date(at).toISOString();
  };
}

/** Cursors that are kept here and named by number, with a switch that makes all of them expire. */
export function numberedCursors(): CursorPort & { expire(): void } {
  const sealed: { readonly payload: string; readonly binding: string }[] = [];
  let expired = 0;
  return {
    timeoutSeconds: 3600,
    seal: (payload, binding) => `c-${sealed.push({ payload, binding })}`,
    open(cursor, binding) {
      const number = Number(/^c-(\d+)$/.exec(cursor)?.[1] ?? 0);
      const found = sealed[number - 1];
      if (found === undefined || found.binding !== binding) return { kind: "invalid" };
      return number <= expired ? { kind: "expired" } : { kind: "valid", payload: found.payload };
    },
    expire: () => {
      expired = sealed.length;
    },
  };
}

/** A provider over a memory repository, spoken to as over HTTP. */
export function openDirectory(options: DirectoryOptions = {}): Directory {
  const calls: string[] = [];
  const { customSchemas = [] } = options;
  const extended = compileResourceType(extendResourceType(userResourceType, customSchemas));
  const types = customSchemas.length === 0 ? resourceTypes : [extended, ...resourceTypes.slice(1)];
  const stored = createMemoryRepository({ resourceTypes: types, now: tickingClock() });
  const repository = recording(options.wrap?.(stored) ?? stored, calls);
  const { wrap: _, profile = "generic", ...rest } = options;
  const context = { repository, resourceTypes: types, baseUrl, profile: profiles[profile], ...rest };
  const send: Directory["send"] = async (method, url, body, headers = {}) => {
    const [path = "", ...query] = url.split("?");
    const text = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
    const response = await handle({ method, path, query: query.join("?"), headers, ...text }, context);
    return { ...response, body: response.body === undefined ? undefined : JSON.parse(response.body) };
  };
  const create = async (path: string, body: object) =>
    String(at((await send("POST", path, body)).body, "id"));
  return {
    repository,
    calls,
    send,
    patch: (path, ...Operations) => send("PATCH", path, { schemas: [patchUrn], Operations }),
    createUser: (userName, more = {}) => create("/Users", { schemas: [userUrn], userName, ...more }),
    createGroup: (displayName, members = [], more = {}) =>
      create("/Groups", {
        schemas: [groupUrn],
        displayName,
        members: members.map((value) => ({ value })),
        ...more,
      }),
  };
}

function recording(repository: Repository, calls: string[]): Repository {
  return {
    find: (type, id) => {
      calls.push(`find ${type}`);
      return repository.find(type, id);
    },
    list: (type, query) => {
      calls.push(`list ${type}`);
      return repository.list(type, query);
    },
    listAfter: (type, query) => {
      calls.push(`listAfter ${type}`);
      return repository.listAfter(type, query);
    },
    relations: (type, attribute, ids) => {
      calls.push(`relations ${type}.${attribute} ${ids.length}`);
      return repository.relations(type, attribute, ids);
    },
    write: (change) => {
      calls.push(`write ${change.kind} ${change.resourceType}`);
      return repository.write(change);
    },
  };
}
