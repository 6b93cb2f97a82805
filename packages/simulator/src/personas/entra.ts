import { randomUUID } from "node:crypto";
import { equals } from "../query.ts";
import type { JobResult } from "../scim-client.ts";
import { ScimFailure } from "../scim-failure.ts";
import { definePersona } from "./define-persona.ts";
import { entraGroups } from "./entra-groups.ts";
import { entraUsers } from "./entra-users.ts";
import { groupOperations } from "./group-operations.ts";
import { clientDefaults, importOperations, type Session } from "./persona-session.ts";
import { clientProfile } from "./shared-verbs.ts";
import type { EntraSwitches } from "./switches.ts";
import { deleteOperation, userOperations } from "./user-operations.ts";

/** A user and a group that cannot be there: both answers have to be empty lists. */
const testConnection = ({ client, switches }: Session<EntraSwitches>): Promise<JobResult<void>> =>
  client.job("test connection", "the connection", async (calls) => {
    const attribute =
      switches.matchingAttribute === "email" ? 'emails[type eq "work"].value' : switches.matchingAttribute;
    const users = await calls.list("/Users", { filter: equals(attribute, randomUUID()) });
    const groups = await calls.list("/Groups", {
      excludedAttributes: "members",
      filter: equals("displayName", randomUUID()),
    });
    if (users.totalResults + groups.totalResults > 0) {
      throw new ScimFailure("wrongAnswer", "The filter for a random GUID found somebody.");
    }
  });

/** Microsoft Entra ID's provisioning service: PATCH for every change, groups created empty. */
export const entra = definePersona<EntraSwitches>({
  name: "entra",
  provider: "entra",
  evidence: "documented",
  description: "Microsoft Entra ID: PATCH for every change, with or without aadOptscim062020",
  profile: () =>
    clientProfile((method) => ({
      Accept: "application/scim+json",
      ...(method === "GET" || method === "DELETE"
        ? {}
        : { "Content-Type": "application/scim+json; charset=utf-8" }),
    })),
  tenantQuery: ({ complianceFlag }) => (complianceFlag ? "aadOptscim062020" : undefined),
  defaults: { ...clientDefaults, complianceFlag: false, matchingAttribute: "userName", patchBatch: 1 },
  connect: (session) => ({
    name: "entra",
    belief: session.belief,
    traits: { concurrentGroupPushes: false, passwordSync: false, groups: true },
    testConnection: () => testConnection(session),
    ...userOperations(entraUsers, session),
    deleteUser: deleteOperation(session),
    ...groupOperations(entraGroups, session),
    ...importOperations(session, 100),
  }),
});
