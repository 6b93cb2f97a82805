import type { Directory, DirectoryProfile, DirectoryType } from "../../directory/directory.ts";
import type { Tables } from "../tables.ts";

export function toDirectory(row: Tables["directories"]): Directory {
  return {
    id: row.id,
    organizationId: row.organization_id,
    externalKey: row.external_key,
    label: row.label,
    name: row.name,
    type: row.type as DirectoryType,
    profile: row.profile as DirectoryProfile,
    enabled: row.enabled === 1,
    deleting: row.deleting === 1,
    deprovisioning: row.deprovisioning as Directory["deprovisioning"],
    membershipOnDeactivation: row.membership_on_deactivation as Directory["membershipOnDeactivation"],
    unknownMembers: row.unknown_members as Directory["unknownMembers"],
    userIdAttribute: row.user_id_attribute,
    domain: row.domain,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function toDirectoryRow(directory: Directory): Tables["directories"] {
  return {
    id: directory.id,
    organization_id: directory.organizationId,
    external_key: directory.externalKey,
    label: directory.label,
    name: directory.name,
    type: directory.type,
    profile: directory.profile,
    enabled: directory.enabled ? 1 : 0,
    deleting: directory.deleting ? 1 : 0,
    deprovisioning: directory.deprovisioning,
    membership_on_deactivation: directory.membershipOnDeactivation,
    unknown_members: directory.unknownMembers,
    user_id_attribute: directory.userIdAttribute,
    domain: directory.domain,
    created_at: directory.createdAt,
    updated_at: directory.updatedAt,
  };
}
