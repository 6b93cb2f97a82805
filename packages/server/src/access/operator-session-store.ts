export type StoredOperatorSession = {
  readonly id: string;
  /** Hex SHA-256 of the cookie's secret. */
  readonly hash: string;
  readonly keyId: string;
  /** Set for the environment's key; see `operator-sessions.ts`. */
  readonly keyBinding: string | null;
  /** Milliseconds. */
  readonly createdAt: number;
  readonly expiresAt: number;
};

export type FoundOperatorSession = StoredOperatorSession & {
  /** Null when no key that still works has this id. */
  readonly keyName: string | null;
};

export type OperatorSessionStore = {
  insert(session: StoredOperatorSession): Promise<void>;
  /** Expired ones included. */
  find(hash: string): Promise<FoundOperatorSession | undefined>;
  remove(hash: string): Promise<void>;
};
