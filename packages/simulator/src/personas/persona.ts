import type { Belief } from "../belief.ts";
import type { OrgGroup, OrgUser } from "../directory.ts";
import type { JsonObject } from "../json.ts";
import type { JobResult, ScimClient } from "../scim-client.ts";

export type PersonaConnection = { readonly client: ScimClient; readonly belief: Belief };

/** `created` and `linked` say which way the resource came to the server; both carry the server's id. */
export type Pushed = { readonly how: "created" | "linked"; readonly id: string };

export type ImportedUsers = {
  readonly totalResults: number;
  readonly users: readonly JsonObject[];
  /** Inactive users are returned by the server and not imported. */
  readonly skippedInactive: number;
};

/** What an admin, or a change in the provider's directory, sets off. Every operation is one job. */
export type Persona = {
  readonly name: string;
  readonly belief: Belief;
  readonly traits: {
    /** Several groups, and several parts of one group, are pushed at once. */
    readonly concurrentGroupPushes: boolean;
    /** Without it a change of password sends nothing. */
    readonly passwordSync: boolean;
    /** Without it the provider sends users only. */
    readonly groups: boolean;
  };

  readonly testConnection: () => Promise<JobResult<void>>;
  readonly assignUser: (user: OrgUser) => Promise<JobResult<Pushed>>;
  readonly updateUser: (user: OrgUser) => Promise<JobResult<void>>;
  readonly deactivateUser: (user: OrgUser) => Promise<JobResult<void>>;
  readonly reactivateUser: (user: OrgUser) => Promise<JobResult<Pushed>>;
  readonly changePassword: (user: OrgUser, password: string) => Promise<JobResult<void>>;
  /** Absent where the provider never deletes. */
  readonly deleteUser?: (user: OrgUser) => Promise<JobResult<void>>;

  /** Creates the group, or links to one of the same name. Only members that were pushed and are active go along. */
  readonly pushGroup: (group: OrgGroup) => Promise<JobResult<Pushed>>;
  /** Takes over a group that has to be there. */
  readonly linkGroup: (group: OrgGroup) => Promise<JobResult<Pushed>>;
  /** `group.name` is the new name. */
  readonly renameGroup: (group: OrgGroup) => Promise<JobResult<void>>;
  readonly updateMembership: (group: OrgGroup, change: MembershipChange) => Promise<JobResult<void>>;
  /** Sends the whole membership again. */
  readonly pushNow: (group: OrgGroup) => Promise<JobResult<void>>;
  /** Without `delete` nothing is sent and the group stays on the server. */
  readonly unlinkGroup: (group: OrgGroup, options: { readonly delete: boolean }) => Promise<JobResult<void>>;

  readonly importUsers: () => Promise<JobResult<ImportedUsers>>;
  readonly importGroups: () => Promise<JobResult<readonly JsonObject[]>>;
};

/** Ids of users in the provider's directory. */
export type MembershipChange = { readonly add?: readonly string[]; readonly remove?: readonly string[] };
