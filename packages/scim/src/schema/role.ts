import { string } from "./attribute.ts";
import type { AttributeDefinition, SchemaDefinition } from "./definition.ts";

/** What roles and entitlements have in common: Okta's discovery reads these and shows them to its administrators. */
export const grantAttributes: readonly AttributeDefinition[] = [
  string("displayName", "The name that administrators choose it by.", {
    required: true,
    uniqueness: "server",
  }),
  string("description", "What it permits. Okta shows the first 1000 characters."),
];

/** Okta's schema of a role that users can be given: a user's `roles.value` is the `id` of one. */
export const roleSchema: SchemaDefinition = {
  id: "urn:okta:scim:schemas:core:1.0:Role",
  name: "Role",
  description: "A role that users can be given",
  attributes: grantAttributes,
};
