import type { Cause, LogEntry } from "../events/event.ts";
import { isoTime } from "../kernel/clock.ts";
import type { Directory } from "./directory.ts";
import type { DirectoryToken } from "./directory-token.ts";
import type { Organization } from "./organization.ts";

type Domains = Organization["domains"];

/** `dsync.activated`, written with the directory itself. */
export function directoryActivatedEntry(directory: Directory, domains: Domains, cause: Cause): LogEntry {
  return {
    ...about(directory),
    type: "dsync.activated",
    data: stateData(directory, domains),
    cause,
    at: directory.createdAt,
  };
}

/** The switch: no event per user, because nobody's membership of the company has changed. */
export function directorySwitchedEntry(
  directory: Directory,
  domains: Domains,
  cause: Cause,
  at: number,
): LogEntry {
  const type = directory.enabled ? "rollcall.directory.enabled" : "rollcall.directory.disabled";
  return { ...about(directory), type, data: stateData({ ...directory, updatedAt: at }, domains), cause, at };
}

/** `dsync.deleted`, the one event of a directory's end: none follows for its users and groups. */
export function directoryDeletedEntry(directory: Directory, cause: Cause, at: number): LogEntry {
  const { id, organizationId, type, name, createdAt } = directory;
  return {
    ...about(directory),
    type: "dsync.deleted",
    data: {
      object: "directory",
      id,
      organization_id: organizationId,
      type,
      state: "deleting",
      name,
      created_at: isoTime(createdAt),
      updated_at: isoTime(at),
    },
    cause,
    at,
  };
}

export function tokenEntry(
  type: "dsync.token.created" | "dsync.token.revoked",
  directory: Directory,
  token: DirectoryToken,
  cause: Cause,
  at: number,
): LogEntry {
  return {
    ...about(directory),
    type,
    data: {
      object: "directory_token",
      id: token.id,
      directory_id: directory.id,
      organization_id: directory.organizationId,
      token_suffix: token.suffix,
      created_at: isoTime(token.createdAt),
    },
    cause,
    at,
  };
}

function about({ id, organizationId }: Directory) {
  return { organizationId, directoryId: id };
}

/** Events say `active` and `inactive` where REST says `linked` and `unlinked`: the contract has both. */
function stateData(directory: Directory, domains: Domains): object {
  return {
    object: "directory",
    id: directory.id,
    organization_id: directory.organizationId,
    external_key: directory.externalKey,
    type: directory.type,
    state: directory.enabled ? "active" : "inactive",
    name: directory.name,
    domains: domains.map(({ id, domain }) => ({ object: "organization_domain", id, domain })),
    created_at: isoTime(directory.createdAt),
    updated_at: isoTime(directory.updatedAt),
  };
}
