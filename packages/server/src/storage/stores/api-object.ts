import { type RawBuilder, sql } from "kysely";
import type { ApiObject } from "../../directory/directory-reads.ts";

/** What the API's objects are made from. */
export type ReadRow = {
  readonly directory_id: string;
  /** The SCIM id. */
  readonly id: string;
  readonly external_id: string | null;
  readonly object_id: string;
  readonly document: string;
  readonly object: string;
};

/** Of `resources as r`. */
export const rowColumns: RawBuilder<unknown> = sql`r.directory_id, r.id, r.external_id, r.object_id, r.document, r.object`;

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";

export function groupObject(row: ReadRow): ApiObject {
  return { ...(JSON.parse(row.object) as ApiObject), raw_attributes: scimResource(row, GROUP) };
}

/** The event's object with what only REST has: the groups, never absent, and the resource as received. */
export function userObject(row: ReadRow, groups: readonly ReadRow[]): ApiObject {
  return {
    ...(JSON.parse(row.object) as ApiObject),
    groups: groups.map(groupObject),
    raw_attributes: scimResource(row, USER),
  };
}

/** The stored document is without what every resource has: `schemas` are the core's and the extensions in use. */
function scimResource({ id, external_id, document }: ReadRow, core: string): object {
  const attributes = JSON.parse(document) as Readonly<Record<string, unknown>>;
  const extensions = Object.keys(attributes).filter((name) => /^urn:/i.test(name));
  return {
    schemas: [core, ...extensions],
    id,
    ...(external_id === null ? {} : { externalId: external_id }),
    ...attributes,
  };
}
