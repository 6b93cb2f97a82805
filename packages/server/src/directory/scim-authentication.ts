import { credentialOf } from "../kernel/authorization.ts";
import { createBriefCache } from "../kernel/brief-cache.ts";
import type { Clock } from "../kernel/clock.ts";
import { credentialId, hashSecret, sameHash } from "../kernel/credentials.ts";
import { type DirectoryScope, scopeOf } from "../kernel/scope.ts";
import type { Directory } from "./directory.ts";
import type { DirectoryStore } from "./directory-store.ts";
import { scopes as allScopes, type Scope } from "./directory-token.ts";
import type { DirectoryTokenStore } from "./directory-token-store.ts";

/** Whether a SCIM request may go on, and to which directory. */
export type ScimAuthentication =
  | {
      readonly kind: "granted";
      readonly scope: DirectoryScope;
      readonly directory: Directory;
      readonly token: ScimTokenIdentity;
    }
  | {
      readonly kind: "refused";
      readonly status: 401 | 403 | 404;
      /** For an IT admin to read. */
      readonly detail: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

export type ScimTokenIdentity = {
  readonly id: string;
  readonly suffix: string;
  readonly scopes: readonly Scope[];
};

export type ScimAuthenticator = {
  /** `key` is the external key or label in the URL; without one the token names the directory. */
  authenticate(authorizationHeader: string | undefined, key: string | undefined): Promise<ScimAuthentication>;
  /** Drops what is remembered of a directory that this process has changed. */
  forget(directoryId: string): void;
};

export type ScimAuthenticatorDeps = {
  readonly tokens: Pick<DirectoryTokenStore, "findByLookup">;
  readonly directories: Pick<DirectoryStore, "find">;
  readonly clock: Clock;
  /** Told of every accepted use. */
  readonly used: (tokenId: string) => void;
  /** `ROLLCALL_SCIM_TOKEN` and the directory that it opens. */
  readonly staticToken?: { readonly token: string; readonly directoryId: string };
};

/** Another replica's revocation is refused here this much later at most; the product promises a second. */
const CACHE_MS = 500;
const MAX_CACHED = 10_000;

type Known = { readonly directory: Directory; readonly token: KnownToken };
type KnownToken = ScimTokenIdentity & { readonly hash: string; readonly expiresAt: number | null };

export function createScimAuthenticator(deps: ScimAuthenticatorDeps): ScimAuthenticator {
  const { clock, used } = deps;
  const cache = createBriefCache<Known>({ clock, ttlMs: CACHE_MS, maxEntries: MAX_CACHED });
  const staticHash = deps.staticToken ? hashSecret(deps.staticToken.token) : undefined;

  async function find(credential: string, hash: string): Promise<Known | undefined> {
    if (deps.staticToken && staticHash && sameHash(hash, staticHash)) {
      const { token, directoryId } = deps.staticToken;
      return cache.get("", () => openStatic(deps.directories, token, directoryId, staticHash));
    }
    const lookup = credentialId("rcd", credential);
    return lookup === undefined ? undefined : cache.get(lookup, () => openStored(deps.tokens, lookup));
  }

  return {
    async authenticate(header, key) {
      const credential = credentialOf(header);
      if (credential === undefined) return unauthorized;
      const hash = hashSecret(credential);
      const known = await find(credential, hash);
      if (!known || !sameHash(hash, known.token.hash)) return unauthorized;
      const { directory, token } = known;
      if (token.expiresAt !== null && token.expiresAt <= clock.now()) return unauthorized;
      const refusal = refusalOf(directory, key);
      if (refusal) return refusal;
      used(token.id);
      const { id, suffix, scopes } = token;
      return { kind: "granted", scope: scopeOf(directory), directory, token: { id, suffix, scopes } };
    },
    forget: (directoryId) => cache.forget(({ directory }) => directory.id === directoryId),
  };
}

/** The same whether the key exists or not: a stranger learns nothing about who our customers are. */
const unauthorized: ScimAuthentication = {
  kind: "refused",
  status: 401,
  detail:
    "The token is missing, mistyped, expired or revoked. Copy a current token of this directory into the provider's API token field.",
  headers: { "WWW-Authenticate": 'Bearer realm="SCIM"' },
};

function refusalOf(directory: Directory, key: string | undefined): ScimAuthentication | undefined {
  if (key !== undefined && key !== directory.externalKey && key.toLowerCase() !== directory.label)
    return {
      kind: "refused",
      status: 404,
      detail:
        "This token belongs to another SCIM endpoint. Check that the base URL and the token were copied from the same directory.",
    };
  if (directory.deleting)
    return {
      kind: "refused",
      status: 404,
      detail: "This directory was deleted; ask the application for a new one.",
    };
  if (!directory.enabled)
    return {
      kind: "refused",
      status: 403,
      detail:
        "This directory is switched off in the application. Nothing was changed; provisioning works again once it is switched on.",
    };
  return undefined;
}

async function openStored(
  tokens: ScimAuthenticatorDeps["tokens"],
  lookup: string,
): Promise<Known | undefined> {
  const found = await tokens.findByLookup(lookup);
  return found && { directory: found.directory, token: found.token };
}

async function openStatic(
  directories: ScimAuthenticatorDeps["directories"],
  token: string,
  directoryId: string,
  hash: string,
): Promise<Known | undefined> {
  const directory = await directories.find(directoryId);
  const identity = { id: "environment", suffix: token.slice(-4), scopes: allScopes };
  return directory && { directory, token: { ...identity, hash, expiresAt: null } };
}
