import type { JsonObject } from "../json.ts";

export const coreUser = "urn:ietf:params:scim:schemas:core:2.0:User";
export const coreGroup = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const enterpriseUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const patchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** The body of a PATCH. */
export const operations = (...list: readonly JsonObject[]): JsonObject => ({
  schemas: [patchOp],
  Operations: list,
});
