/** The application's credential for the management API. Instants are milliseconds. */
export type ApiKey = {
  readonly id: string;
  readonly name: string;
  /** The last four characters, by which people recognise it. */
  readonly suffix: string;
  readonly createdAt: number;
  /** To the minute. */
  readonly lastUsedAt: number | null;
};

/** Who calls the management API. */
export type ApiKeyIdentity = { readonly id: string; readonly name: string };
