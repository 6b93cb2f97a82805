import { credentialOf } from "../kernel/authorization.ts";
import { createBriefCache } from "../kernel/brief-cache.ts";
import type { Clock } from "../kernel/clock.ts";
import { credentialId, hashSecret, newCredential, sameHash } from "../kernel/credentials.ts";
import { AppError } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.ts";
import type { ApiKey, ApiKeyIdentity } from "./api-key.ts";
import type { ApiKeyStore, StoredApiKey } from "./api-key-store.ts";

export type NewApiKey = {
  readonly key: ApiKey;
  /** Exists in this answer only. */
  readonly plaintext: string;
};

export type ApiKeys = {
  /** The plaintext of the very first key; `undefined` at every later start. The caller prints it. */
  createFirst(): Promise<string | undefined>;
  create(name: string): Promise<NewApiKey>;
  list(): Promise<readonly ApiKey[]>;
  revoke(id: string): Promise<void>;
  /** Who presents this `Authorization` header; `undefined` for anyone else. */
  verify(authorizationHeader: string | undefined): Promise<ApiKeyIdentity | undefined>;
};

export type ApiKeysDeps = {
  readonly store: ApiKeyStore;
  readonly clock: Clock;
  /** Told of every accepted use. */
  readonly used: (id: string) => void;
  /** `ROLLCALL_API_KEY`: valid while it is set, and never stored. */
  readonly bootstrapKey?: string;
};

/** Another replica's revocation is refused here this much later at most; the product promises a second. */
const CACHE_MS = 500;
const MAX_CACHED = 1_000;
/** The identity of the key that the environment holds; it has no row. */
export const BOOTSTRAP: ApiKeyIdentity = { id: "environment", name: "ROLLCALL_API_KEY" };

export function createApiKeys({ store, clock, used, bootstrapKey }: ApiKeysDeps): ApiKeys {
  const cache = createBriefCache<StoredApiKey>({ clock, ttlMs: CACHE_MS, maxEntries: MAX_CACHED });
  const bootstrapHash = bootstrapKey === undefined ? undefined : hashSecret(bootstrapKey);

  const make = (name: string) => {
    const { id: lookup, plaintext, hash, suffix } = newCredential("sk");
    return { plaintext, row: { name, suffix, lookup, hash, createdAt: clock.now(), lastUsedAt: null } };
  };

  return {
    async createFirst() {
      const { plaintext, row } = make("First key");
      return (await store.insertFirst(row)) ? plaintext : undefined;
    },
    async create(name) {
      const { plaintext, row } = make(name);
      const id = newId("api_key");
      await store.insert({ id, ...row });
      const { suffix, createdAt, lastUsedAt } = row;
      return { key: { id, name, suffix, createdAt, lastUsedAt }, plaintext };
    },
    list: () => store.list(),
    async revoke(id) {
      if (!(await store.revoke(id, clock.now()))) {
        throw new AppError("entity_not_found", `Could not find an API key with the id ${id}.`);
      }
      cache.forget((key) => key.id === id);
    },
    async verify(header) {
      const credential = credentialOf(header);
      if (credential === undefined) return undefined;
      const hash = hashSecret(credential);
      if (bootstrapHash && sameHash(hash, bootstrapHash)) return BOOTSTRAP;
      const lookup = credentialId("sk", credential);
      if (lookup === undefined) return undefined;
      const key = await cache.get(lookup, () => store.findByLookup(lookup));
      if (!key || !sameHash(hash, key.hash)) return undefined;
      used(key.id);
      return { id: key.id, name: key.name };
    },
  };
}
