import type { ResourceTypeDefinition } from "./definition.ts";
import { enterpriseUserSchema } from "./enterprise-user.ts";
import { entitlementSchema } from "./entitlement.ts";
import { groupSchema } from "./group.ts";
import { roleSchema } from "./role.ts";
import { userSchema } from "./user.ts";

/** RFC 7643 §4.1 and §6: users, with the enterprise extension optional. `groups` is read from the groups' members. */
export const userResourceType: ResourceTypeDefinition = {
  name: "User",
  description: "User account",
  endpoint: "/Users",
  schema: userSchema,
  extensions: [{ schema: enterpriseUserSchema, required: false }],
  relations: { groups: "inverse" },
  uniqueAttribute: "userName",
};

/** RFC 7643 §4.2 and §6: groups, whose `members` are a set apart from the document. */
export const groupResourceType: ResourceTypeDefinition = {
  name: "Group",
  description: "Group of users",
  endpoint: "/Groups",
  schema: groupSchema,
  extensions: [],
  relations: { members: "set" },
  sharedNames: "withDifferentExternalIds",
};

/** Roles as Okta's entitlement management discovers them: over `/ResourceTypes`, then as a paged list. */
export const roleResourceType: ResourceTypeDefinition = {
  name: "Role",
  description: "Role that users can be given",
  endpoint: "/Roles",
  schema: roleSchema,
  extensions: [],
  relations: {},
  uniqueAttribute: "displayName",
};

/** Entitlements as Okta's entitlement management discovers them, like {@link roleResourceType}. */
export const entitlementResourceType: ResourceTypeDefinition = {
  name: "Entitlement",
  description: "Entitlement that users can be given",
  endpoint: "/Entitlements",
  schema: entitlementSchema,
  extensions: [],
  relations: {},
  uniqueAttribute: "displayName",
};
