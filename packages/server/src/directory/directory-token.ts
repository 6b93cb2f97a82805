/** The provider's credential for one directory's SCIM endpoint. Instants are milliseconds. */
export type DirectoryToken = {
  readonly id: string;
  readonly directoryId: string;
  /** The last four characters, by which people recognise it. */
  readonly suffix: string;
  readonly scopes: readonly Scope[];
  /** The id of the API key, operator or portal session that asked for it, or `system`. */
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  /** To the minute. */
  readonly lastUsedAt: number | null;
};

/** What a token may do: an HTTP method on a kind of resource. */
export const scopes = [
  "get:users",
  "post:users",
  "put:users",
  "patch:users",
  "delete:users",
  "get:groups",
  "post:groups",
  "put:groups",
  "patch:groups",
  "delete:groups",
] as const;
export type Scope = (typeof scopes)[number];

/** Two, so that a rotation has an overlap in which the old and the new token both work. */
export const MAX_ACTIVE_TOKENS = 2;
export const MIN_LIFETIME_SECONDS = 900;
/** Ten years: what is longer is meant to be forever. */
export const MAX_LIFETIME_SECONDS = 315_360_000;
