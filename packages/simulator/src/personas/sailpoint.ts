import type { OrgUser } from "../directory.ts";
import { type JsonObject, text } from "../json.ts";
import { definePersona } from "./define-persona.ts";
import { type GroupVerbs, groupBody, groupOperations, sameName } from "./group-operations.ts";
import {
  clientDefaults,
  everyPage,
  groupPath,
  importOperations,
  type Session,
  userPath,
} from "./persona-session.ts";
import { clientProfile, patchMembers } from "./shared-verbs.ts";
import type { SailPointSwitches } from "./switches.ts";
import { coreUser, enterpriseUser, operations } from "./urns.ts";
import { deleteOperation, type UserVerbs, userOperations } from "./user-operations.ts";

/** What the last aggregation found: writes are decided by it, and nothing is looked up before one. */
type Aggregated = { readonly accounts: Map<string, JsonObject>; groups: readonly JsonObject[] };
type SailPointSession = Session<SailPointSwitches> & { readonly aggregated: Aggregated };

const pageSize = 250;

const discovery = [
  "/ServiceProviderConfig",
  "/ResourceTypes",
  "/ResourceTypes/User",
  "/Schemas",
  `/Schemas/${coreUser}`,
] as const;

const newAccount = (user: OrgUser): JsonObject => ({
  schemas: [coreUser, enterpriseUser],
  userName: user.login,
  name: { givenName: user.givenName, familyName: user.familyName },
  displayName: user.displayName,
  emails: [{ value: user.email, type: "work", primary: true }],
  active: true,
  [enterpriseUser]: { department: user.department },
});

const changes = (user: OrgUser, active: boolean): readonly JsonObject[] => [
  { op: "replace", path: "name.givenName", value: user.givenName },
  { op: "replace", path: "name.familyName", value: user.familyName },
  { op: "replace", path: "displayName", value: user.displayName },
  { op: "replace", path: "emails", value: [{ value: user.email, type: "work", primary: true }] },
  { op: "replace", path: `${enterpriseUser}:department`, value: user.department },
  { op: "replace", path: "active", value: active },
];

const users = ({ accounts }: Aggregated): UserVerbs<SailPointSwitches> => {
  const key = ({ login }: OrgUser) => login.toLowerCase();
  return {
    userName: ({ login }) => login,
    find: async (_calls, _session, user) => accounts.get(key(user)),
    create: async (calls, _session, user) => {
      const created = await calls.post("/Users", newAccount(user));
      accounts.set(key(user), created);
      return created.id;
    },
    update: async (calls, _session, user, { id, active }) =>
      void (await calls.patch(userPath(id), operations(...changes(user, active)))),
    deactivate: async (calls, { switches }, user, id) => {
      if (switches.deprovisioning === "delete") {
        await calls.delete(userPath(id));
        accounts.delete(key(user));
        return "deleted";
      }
      await calls.patch(userPath(id), operations({ op: "replace", path: "active", value: false }));
      return "suspended";
    },
    reactivate: async (calls, _session, user, id) => {
      await calls.patch(userPath(id), operations(...changes(user, true)));
      return id;
    },
  };
};

const groups = (aggregated: Aggregated): GroupVerbs<SailPointSwitches> => ({
  find: async (_calls, _session, { name }) => sameName(aggregated.groups, name),
  create: async (calls, own, draft) => {
    const created = await calls.post("/Groups", groupBody({ ...draft, members: [] }));
    aggregated.groups = [...aggregated.groups, created];
    await patchMembers(calls, own, { ...draft, id: created.id }, { add: draft.members, remove: [] });
    return created.id;
  },
  overwrite: (calls, own, target) => patchMembers(calls, own, target, { add: target.members, remove: [] }),
  rename: async (calls, _session, { id, displayName }) => {
    const rename = { op: "replace", path: "displayName", value: displayName };
    await calls.patch(groupPath(id), operations(rename));
  },
  changeMembers: patchMembers,
});

/** Discovery, then all accounts and groups. */
const testConnection = ({ client, aggregated }: SailPointSession) =>
  client.job("test connection", "discovery and aggregation", async (calls) => {
    for (const path of discovery) await calls.get(path);
    const accounts = await everyPage(calls, "/Users", pageSize);
    for (const account of accounts.resources) {
      aggregated.accounts.set(text(account.userName).toLowerCase(), account);
    }
    aggregated.groups = (await everyPage(calls, "/Groups", pageSize)).resources;
  });

/** SailPoint's SCIM 2.0 connector: discovery first, aggregation by paging, PATCH for changes. */
export const sailpoint = definePersona<SailPointSwitches>({
  name: "sailpoint",
  provider: "sailpoint",
  evidence: "modelled",
  description: "SailPoint's SCIM 2.0 connector: discovery first, everything aggregated, then PATCH",
  profile: () =>
    clientProfile((method) => ({
      Accept: "application/scim+json",
      ...(method === "GET" ? {} : { "Content-Type": "application/scim+json" }),
    })),
  defaults: { ...clientDefaults, deprovisioning: "suspend" },
  connect: (session) => {
    const aggregated: Aggregated = { accounts: new Map(), groups: [] };
    const remove = deleteOperation(session);
    return {
      name: "sailpoint",
      belief: session.belief,
      traits: { concurrentGroupPushes: false, passwordSync: false, groups: true },
      testConnection: () => testConnection({ ...session, aggregated }),
      ...userOperations(users(aggregated), session),
      deleteUser: (user) => {
        aggregated.accounts.delete(user.login.toLowerCase());
        return remove(user);
      },
      ...groupOperations(groups(aggregated), session),
      ...importOperations(session, pageSize),
    };
  },
});
