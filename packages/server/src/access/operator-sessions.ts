import type { Clock } from "../kernel/clock.ts";
import { hashSecret, newSecret, sameHash } from "../kernel/credentials.ts";
import { newId } from "../kernel/ids.ts";
import type { ApiKeyIdentity } from "./api-key.ts";
import { type ApiKeys, BOOTSTRAP } from "./api-keys.ts";
import type { OperatorSessionStore } from "./operator-session-store.ts";

/** Sign-in to the dashboard: an API key is typed once, and a cookie stands for it until the key or the time ends. */
export type OperatorSessions = {
  /** `undefined` when the key is not valid. The secret exists in this answer only. */
  open(apiKey: string): Promise<NewOperatorSession | undefined>;
  /** Who signed in; `undefined` once the session expired, was ended, or its key no longer works. */
  identify(secret: string): Promise<SignedIn | undefined>;
  end(secret: string): Promise<void>;
};

export type SignedIn = { readonly caller: ApiKeyIdentity; readonly expiresAt: number };
export type NewOperatorSession = SignedIn & { readonly secret: string };

export type OperatorSessionsDeps = {
  readonly store: OperatorSessionStore;
  readonly apiKeys: Pick<ApiKeys, "verify">;
  readonly clock: Clock;
  /** `ROLLCALL_API_KEY`. */
  readonly bootstrapKey?: string;
};

export const OPERATOR_SESSION_SECONDS = 12 * 60 * 60;

export function createOperatorSessions(deps: OperatorSessionsDeps): OperatorSessions {
  const { store, apiKeys, clock, bootstrapKey } = deps;
  /** Over both secrets, so that the row tells nothing about the environment's key, and another key has another. */
  const bindingOf = (secret: string) =>
    bootstrapKey === undefined ? undefined : hashSecret(`${secret}:${bootstrapKey}`);

  return {
    async open(apiKey) {
      const caller = await apiKeys.verify(apiKey);
      if (!caller) return undefined;
      const secret = newSecret();
      const createdAt = clock.now();
      const expiresAt = createdAt + OPERATOR_SESSION_SECONDS * 1000;
      await store.insert({
        id: newId("operator_session"),
        hash: hashSecret(secret),
        keyId: caller.id,
        keyBinding: caller.id === BOOTSTRAP.id ? (bindingOf(secret) ?? null) : null,
        createdAt,
        expiresAt,
      });
      return { caller, expiresAt, secret };
    },

    async identify(secret) {
      const session = await store.find(hashSecret(secret));
      if (!session || session.expiresAt <= clock.now()) return undefined;
      const { keyId, keyName, keyBinding, expiresAt } = session;
      if (keyId !== BOOTSTRAP.id)
        return keyName === null ? undefined : { caller: { id: keyId, name: keyName }, expiresAt };
      const binding = bindingOf(secret);
      const bound = keyBinding !== null && binding !== undefined && sameHash(keyBinding, binding);
      return bound ? { caller: BOOTSTRAP, expiresAt } : undefined;
    },

    end: (secret) => store.remove(hashSecret(secret)),
  };
}
