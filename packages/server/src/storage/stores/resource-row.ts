import type { Selectable } from "kysely";
import type { ResourceRow } from "../../directory/resource-row.ts";
import type { Tables } from "../tables.ts";

export function toRow(row: Selectable<Tables["resources"]>): ResourceRow {
  return {
    type: row.type,
    id: row.id,
    externalId: row.external_id,
    uniqueKey: row.unique_key,
    nameKey: row.name_key,
    display: row.display,
    document: row.document,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    objectId: row.object_id,
    visible: row.visible === 1,
    idpId: row.idp_id,
    emailKey: row.email_key,
    object: row.object,
    mappingRevision: row.mapping_revision,
  };
}
