import { string } from "./attribute.ts";
import type { SchemaDefinition } from "./definition.ts";
import { grantAttributes } from "./role.ts";

/**
 * Okta's schema of an entitlement that users can be given: a user's `entitlements.value` is the `id` of one, and
 * its `type` the name of the resource type.
 */
export const entitlementSchema: SchemaDefinition = {
  id: "urn:okta:scim:schemas:core:1.0:Entitlement",
  name: "Entitlement",
  description: "An entitlement that users can be given",
  attributes: [...grantAttributes, string("type", "The kind of entitlement: the name of its resource type.")],
};
