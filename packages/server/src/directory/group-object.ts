import type { ScimObject } from "@rollcall/scim";
import { isoTime } from "../kernel/clock.ts";
import type { Directory } from "./directory.ts";
import type { ObjectIdentity } from "./user-object.ts";

/** The group as the application sees it: the contract's `directory_group`. */
export type GroupObject = {
  readonly object: "directory_group";
  readonly id: string;
  readonly idp_id: string;
  readonly directory_id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly raw_attributes: Readonly<Record<string, never>>;
  readonly created_at: string;
  readonly updated_at: string;
};

/**
 * `idp_id` is the externalId, else the first displayName: it survives renames, because Okta's groups have no
 * other identity. `previous` is the id that the group had before.
 */
export function groupObject(
  document: ScimObject,
  directory: Directory,
  identity: ObjectIdentity,
  previous?: string,
): GroupObject {
  const name = String(document.displayName ?? "");
  const externalId = document.externalId;
  return {
    object: "directory_group",
    id: identity.id,
    idp_id: typeof externalId === "string" ? externalId : (previous ?? name),
    directory_id: directory.id,
    organization_id: directory.organizationId,
    name,
    raw_attributes: {},
    created_at: isoTime(identity.createdAt),
    updated_at: isoTime(identity.updatedAt),
  };
}
