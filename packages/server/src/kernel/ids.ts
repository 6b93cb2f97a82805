import { v7 } from "uuid";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The prefixes of the management API's objects; see the reference of each object. */
export type IdPrefix =
  | "org"
  | "org_domain"
  | "directory"
  | "directory_user"
  | "directory_group"
  | "directory_token"
  | "event"
  | "we"
  | "delivery"
  | "attempt"
  | "api_key"
  | "operator_session"
  | "portal_link"
  | "portal_session"
  | "req"
  | "job";

/** `<prefix>_<ULID>`: sorts by creation, also within one millisecond of one process. */
export function newId<P extends IdPrefix>(prefix: P): `${P}_${string}` {
  return `${prefix}_${ulid()}`;
}

/**
 * The SCIM `id`: a UUIDv7, so that listing by id is listing by creation. Okta advises a GUID; RFC 7643 §3.1
 * forbids the string "bulkId" in it, which a UUID cannot contain.
 */
export function newScimId(): string {
  return v7();
}

/** 26 characters of Crockford base 32: the 128 bits of a UUIDv7, whose first 48 are the time, as in a ULID. */
function ulid(): string {
  let bits = BigInt(`0x${v7().replaceAll("-", "")}`);
  let text = "";
  for (let i = 0; i < 26; i++) {
    text = CROCKFORD[Number(bits & 31n)] + text;
    bits >>= 5n;
  }
  return text;
}

/** The 10 characters of a ULID that hold the time: for ids completed with randomness inside a statement. */
export function ulidTime(ms: number): string {
  let rest = ms;
  let text = "";
  for (let i = 0; i < 10; i++) {
    text = CROCKFORD[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
