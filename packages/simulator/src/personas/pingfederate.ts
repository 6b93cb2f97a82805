import { randomUUID } from "node:crypto";
import type { OrgUser } from "../directory.ts";
import type { JsonObject } from "../json.ts";
import { equals } from "../query.ts";
import { definePersona } from "./define-persona.ts";
import { type GroupVerbs, groupBody, groupOperations, sameName } from "./group-operations.ts";
import { clientDefaults, everyPage, groupPath, importOperations } from "./persona-session.ts";
import { clientProfile, patchMembers, putUsers } from "./shared-verbs.ts";
import type { PingFederateSwitches } from "./switches.ts";
import { coreUser, enterpriseUser, operations } from "./urns.ts";
import { deleteOperation, userOperations } from "./user-operations.ts";

const body = (user: OrgUser, active: boolean): JsonObject => ({
  schemas: [coreUser, enterpriseUser],
  userName: user.login,
  externalId: user.id,
  name: { givenName: user.givenName, familyName: user.familyName },
  displayName: user.displayName,
  title: user.title,
  emails: [{ value: user.email, type: "work", primary: true }],
  active,
  [enterpriseUser]: { employeeNumber: user.employeeNumber, department: user.department },
});

type Change = GroupVerbs<PingFederateSwitches>["changeMembers"];

const put: GroupVerbs<PingFederateSwitches>["overwrite"] = async (calls, _session, target) =>
  void (await calls.put(groupPath(target.id), groupBody(target)));

const changeMembers: Change = (calls, own, target, change) =>
  own.switches.groupUpdates === "put" ? put(calls, own, target) : patchMembers(calls, own, target, change);

const groups: GroupVerbs<PingFederateSwitches> = {
  // It knows no filter for groups: all of them are read, page by page.
  find: async (calls, _session, { name }) =>
    sameName((await everyPage(calls, "/Groups", 100)).resources, name),
  create: async (calls, _session, draft) => (await calls.post("/Groups", groupBody(draft))).id,
  overwrite: put,
  rename: async (calls, own, target) => {
    if (own.switches.groupUpdates === "put") return put(calls, own, target);
    const rename = { op: "replace", path: "displayName", value: target.displayName };
    await calls.patch(groupPath(target.id), operations(rename));
  },
  changeMembers,
};

/** PingFederate's SCIM provisioner: users and groups by PUT, groups found by reading them all. */
export const pingfederate = definePersona<PingFederateSwitches>({
  name: "pingfederate",
  provider: "pingfederate",
  evidence: "documented",
  description: "PingFederate's SCIM provisioner: PUT for users and groups, all groups paged through",
  profile: () =>
    clientProfile((method) => ({
      Accept: "application/scim+json",
      ...(method === "GET" ? {} : { "Content-Type": "application/scim+json" }),
      "User-Agent": "Apache-HttpClient/4.5.14 (Java/17.0.9)",
    })),
  defaults: { ...clientDefaults, deprovisioning: "suspend", groupUpdates: "put" },
  connect: (session) => ({
    name: "pingfederate",
    belief: session.belief,
    traits: { concurrentGroupPushes: false, passwordSync: false, groups: true },
    testConnection: () =>
      session.client.job("test connection", "the connection", async (calls) => {
        await calls.list("/Users", { filter: equals("userName", randomUUID()) });
      }),
    ...userOperations(
      putUsers<PingFederateSwitches>((user, _session, { active }) => body(user, active)),
      session,
    ),
    deleteUser: deleteOperation(session),
    ...groupOperations(groups, session),
    ...importOperations(session, 100),
  }),
});
