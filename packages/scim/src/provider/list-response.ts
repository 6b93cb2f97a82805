import type { ScimObject } from "../schema/definition.ts";

/** RFC 7644 §3.4.2: the URN in the `schemas` of every list. */
export const listResponseUrn = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/** RFC 7644 §3.4.2: no match is a list without resources, never an error. */
export function listResponse(
  totalResults: number,
  startIndex: number,
  resources: readonly ScimObject[],
): ScimObject {
  return {
    schemas: [listResponseUrn],
    totalResults,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

/** RFC 9865 §2: a page by cursor. `startIndex` would mean nothing here; `totalResults` stands where it is known. */
export function cursorResponse(
  resources: readonly ScimObject[],
  nextCursor: string | undefined,
  totalResults: number | undefined,
): ScimObject {
  return {
    schemas: [listResponseUrn],
    ...(totalResults === undefined ? {} : { totalResults }),
    itemsPerPage: resources.length,
    ...(nextCursor === undefined ? {} : { nextCursor }),
    Resources: resources,
  };
}
