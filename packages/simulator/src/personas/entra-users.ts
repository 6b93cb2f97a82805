import type { OrgUser } from "../directory.ts";
import { isObject, type JsonObject, objects, text } from "../json.ts";
import { equals } from "../query.ts";
import type { ScimCalls } from "../scim-client.ts";
import { type Session, userPath } from "./persona-session.ts";
import type { EntraSwitches } from "./switches.ts";
import { coreUser, enterpriseUser, operations } from "./urns.ts";
import type { UserVerbs } from "./user-operations.ts";

type EntraSession = Session<EntraSwitches>;

/** One row of the mapping screen: where it goes, what it is here, and what the server's user has there. */
type Mapping = {
  readonly path: string;
  readonly value: (user: OrgUser) => string;
  readonly read: (stored: JsonObject) => string;
};

const inside = (container: string, name: string) => (stored: JsonObject) => {
  const value = stored[container];
  return isObject(value) ? text(value[name]) : "";
};

/** The default of the externalId mapping is mailNickname. */
const nickname = ({ login }: OrgUser): string => login.split("@")[0] ?? login;

const mappings: readonly Mapping[] = [
  { path: "displayName", value: (user) => user.displayName, read: ({ displayName }) => text(displayName) },
  { path: "title", value: (user) => user.title, read: ({ title }) => text(title) },
  {
    path: 'emails[type eq "work"].value',
    value: (user) => user.email,
    read: ({ emails }) => text(objects(emails).find(({ type }) => type === "work")?.value),
  },
  { path: "name.givenName", value: (user) => user.givenName, read: inside("name", "givenName") },
  { path: "name.familyName", value: (user) => user.familyName, read: inside("name", "familyName") },
  { path: "name.formatted", value: (user) => user.displayName, read: inside("name", "formatted") },
  {
    path: `${enterpriseUser}:employeeNumber`,
    value: (user) => user.employeeNumber,
    read: inside(enterpriseUser, "employeeNumber"),
  },
  {
    path: `${enterpriseUser}:department`,
    value: (user) => user.department,
    read: inside(enterpriseUser, "department"),
  },
];

/** An empty `roles` and the resource type come along; the manager follows once it has an id. */
const newUser = (user: OrgUser): JsonObject => ({
  schemas: [coreUser, enterpriseUser],
  externalId: nickname(user),
  userName: user.login,
  active: true,
  displayName: user.displayName,
  title: user.title,
  emails: [{ primary: true, type: "work", value: user.email }],
  meta: { resourceType: "User" },
  name: { formatted: user.displayName, familyName: user.familyName, givenName: user.givenName },
  roles: [],
  [enterpriseUser]: { employeeNumber: user.employeeNumber, department: user.department },
});

/** The match by the attribute that the admin chose; the mail's filter is no RFC grammar. */
const match = (user: OrgUser, { matchingAttribute }: EntraSwitches): string => {
  if (matchingAttribute === "externalId") return equals("externalId", nickname(user));
  if (matchingAttribute === "email") return equals('emails[type eq "work"].value', user.email);
  return equals("userName", user.login);
};

const find = async (
  calls: ScimCalls,
  { switches }: EntraSession,
  user: OrgUser,
): Promise<JsonObject | undefined> => {
  // Nobody found is an empty list: a 404 would be an error to Entra.
  const { resources } = await calls.list("/Users", { filter: match(user, switches) });
  return resources[0];
};

/** What differs, as operations of this tenant's kind; an attribute that Entra has no value for is skipped. */
const changeOperations = (
  changed: readonly { readonly path: string; readonly value: string }[],
  { complianceFlag }: EntraSwitches,
): readonly JsonObject[] => {
  if (!complianceFlag) return changed.map(({ path, value }) => ({ op: "Replace", path, value }));
  const filtered = changed.filter(({ path }) => path.includes("["));
  const plain = changed.filter(({ path }) => !path.includes("["));
  const together = Object.fromEntries(plain.map(({ path, value }) => [path, value]));
  return [
    ...filtered.map(({ path, value }) => ({ op: "replace", path, value })),
    ...(plain.length === 0 ? [] : [{ op: "replace", value: together }]),
  ];
};

const activeOperation = (active: boolean, { complianceFlag }: EntraSwitches): JsonObject =>
  complianceFlag
    ? { op: "replace", path: "active", value: active }
    : { op: "Replace", path: "active", value: active ? "True" : "False" };

/** References go in a PATCH of their own, when the one referred to has been provisioned. */
const setManager = async (calls: ScimCalls, session: EntraSession, user: OrgUser, id: string) => {
  const boss = user.manager === undefined ? undefined : session.belief.users.get(user.manager.id);
  if (boss === undefined || boss.deleted) return;
  const path = `${enterpriseUser}:manager`;
  const operation = session.switches.complianceFlag
    ? { op: "add", path, value: { value: boss.id } }
    : { op: "Add", path: "manager", value: boss.id };
  await calls.patch(userPath(id), operations(operation));
};

const update: UserVerbs<EntraSwitches>["update"] = async (calls, session, user, { id, active }) => {
  const stored = await calls.get(userPath(id));
  const changed = mappings
    .map(({ path, value, read }) => ({ path, value: value(user), before: read(stored) }))
    .filter(({ value, before }) => value !== "" && value !== before);
  const list = [
    ...(stored.userName === user.login
      ? []
      : changeOperations([{ path: "userName", value: user.login }], session.switches)),
    ...changeOperations(changed, session.switches),
    ...(stored.active === active ? [] : [activeOperation(active, session.switches)]),
  ];
  if (list.length > 0) await calls.patch(userPath(id), operations(...list));
};

export const entraUsers: UserVerbs<EntraSwitches> = {
  userName: ({ login }) => login,
  find,
  create: async (calls, session, user) => {
    const { id } = await calls.post("/Users", newUser(user));
    await setManager(calls, session, user, id);
    return id;
  },
  update,
  deactivate: async (calls, { switches }, _user, id) => {
    await calls.patch(userPath(id), operations(activeOperation(false, switches)));
    return "suspended";
  },
  // A restored user is matched again before it is switched on.
  reactivate: async (calls, session, user, id) => {
    await find(calls, session, user);
    await update(calls, session, user, { id, active: true });
    return id;
  },
};
