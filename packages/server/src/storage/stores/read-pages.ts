import { fold } from "@rollcall/scim";
import { type RawBuilder, sql } from "kysely";
import type { UserQuery } from "../../directory/directory-reads.ts";
import { AppError } from "../../kernel/errors.ts";
import type { KeyRange } from "../../kernel/page.ts";
import { orderedBy, withinRange } from "../keyset.ts";
import { type ReadRow, rowColumns } from "./api-object.ts";

/** A condition on `resources as r`, and whether it leaves only a few rows. */
export type Where = { readonly condition: RawBuilder<unknown>; readonly selective: boolean };

export function narrowUsers({ idpId, email }: UserQuery): Where {
  const byIdpId = idpId === undefined ? sql`` : sql` and r.idp_id = ${idpId}`;
  const byEmail = email === undefined ? sql`` : sql` and r.email_key = ${fold(email)}`;
  return {
    condition: sql`${byIdpId}${byEmail}`,
    selective: idpId !== undefined || email !== undefined,
  };
}

export function directoryPage(
  type: "User" | "Group",
  directoryId: string,
  range: KeyRange,
  { condition, selective }: Where,
): RawBuilder<ReadRow> {
  // The plus keeps SQLite from walking the index of the order when that of the condition finds the row at once.
  const visible = selective ? sql`+r.visible = 1` : sql`r.visible = 1`;
  return sql<ReadRow>`select ${rowColumns} from resources as r
    where r.directory_id = ${directoryId} and r.type = ${sql.lit(type)} and ${visible}${condition}${withinRange("r.object_id", range)}
    ${orderedBy("r.object_id", range)}`;
}

/** The members of a group, or the groups of a member. */
export type Related = {
  readonly type: "User" | "Group";
  readonly of: ReadRow;
  readonly own: "group_id" | "member_id";
  readonly other: "group_id" | "member_id";
};

export function relatedPage(
  { type, of, own, other }: Related,
  range: KeyRange,
  { condition }: Where,
): RawBuilder<ReadRow> {
  return sql<ReadRow>`select ${rowColumns} from memberships as m
    join resources as r on r.directory_id = m.directory_id and r.type = ${sql.lit(type)} and r.id = m.${sql.ref(other)}
    where m.directory_id = ${of.directory_id} and m.${sql.ref(own)} = ${of.id} and r.visible = 1${condition}${withinRange(`m.${other}`, range)}
    ${orderedBy(`m.${other}`, range)}`;
}

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * Where in the order of SCIM ids an object stood that is gone by now, so that a reader who holds its id as a
 * cursor goes on: both kinds of id start with the millisecond of their creation.
 */
export function scimIdOf(objectId: string): string {
  const ulid = /_([0-9A-HJKMNP-TV-Z]{26})$/.exec(objectId)?.[1];
  if (ulid === undefined)
    throw new AppError(
      "invalid_cursor",
      `The cursor ${JSON.stringify(objectId.slice(0, 100))} is not an id of this list.`,
    );
  let bits = 0n;
  for (const letter of ulid) bits = (bits << 5n) | BigInt(CROCKFORD.indexOf(letter));
  const hex = bits.toString(16).padStart(32, "0").slice(-32);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
