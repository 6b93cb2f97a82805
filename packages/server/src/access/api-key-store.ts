import type { Use } from "../kernel/usage-recorder.ts";
import type { ApiKey } from "./api-key.ts";

export type StoredApiKey = ApiKey & {
  /** The id inside the plaintext. */
  readonly lookup: string;
  /** Hex SHA-256 of the plaintext. */
  readonly hash: string;
};

/** Revoked keys are kept for the record and found by no method. */
export type ApiKeyStore = {
  insert(key: StoredApiKey): Promise<void>;
  /** `false` when there is or ever was a key, also when several processes try at the same moment. */
  insertFirst(key: Omit<StoredApiKey, "id">): Promise<boolean>;
  findByLookup(lookup: string): Promise<StoredApiKey | undefined>;
  list(): Promise<readonly ApiKey[]>;
  /** `false` when there is no such key. */
  revoke(id: string, at: number): Promise<boolean>;
  touch(uses: readonly Use[]): Promise<void>;
};
