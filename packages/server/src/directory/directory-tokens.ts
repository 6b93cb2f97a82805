import type { Cause } from "../events/event.ts";
import type { Clock } from "../kernel/clock.ts";
import { newCredential } from "../kernel/credentials.ts";
import { AppError } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.ts";
import type { Page, PageQuery } from "../kernel/page.ts";
import type { Directory } from "./directory.ts";
import { tokenEntry } from "./directory-events.ts";
import type { DirectoryStore } from "./directory-store.ts";
import {
  scopes as allScopes,
  type DirectoryToken,
  MAX_ACTIVE_TOKENS,
  MAX_LIFETIME_SECONDS,
  MIN_LIFETIME_SECONDS,
  type Scope,
} from "./directory-token.ts";
import type { DirectoryTokenStore } from "./directory-token-store.ts";

export type TokenInput = { readonly scopes?: readonly Scope[]; readonly lifetimeSeconds?: number | null };

export type DirectoryTokens = {
  /** `plaintext` exists in this answer only. */
  create(
    directoryId: string,
    input: TokenInput,
    cause: Cause,
  ): Promise<{ readonly token: DirectoryToken; readonly plaintext: string }>;
  /** Expired ones included, revoked ones not. */
  list(directoryId: string, query: PageQuery): Promise<Page<DirectoryToken>>;
  revoke(directoryId: string, tokenId: string, cause: Cause): Promise<void>;
};

export type DirectoryTokensDeps = {
  readonly store: DirectoryTokenStore;
  readonly directories: Pick<DirectoryStore, "find">;
  readonly clock: Clock;
  /** Called after a revocation in this process. */
  readonly onChange: (directoryId: string) => void;
};

export function createDirectoryTokens(deps: DirectoryTokensDeps): DirectoryTokens {
  const { store, directories, clock, onChange } = deps;
  const live = async (id: string): Promise<Directory> => {
    const directory = await directories.find(id);
    return directory && !directory.deleting ? directory : noDirectory(id);
  };

  return {
    async create(directoryId, { scopes, lifetimeSeconds }, cause) {
      const directory = await live(directoryId);
      checkLifetime(lifetimeSeconds);
      const { id: lookup, plaintext, hash, suffix } = newCredential("rcd");
      const at = clock.now();
      const token: DirectoryToken = {
        id: newId("directory_token"),
        directoryId,
        suffix,
        scopes: scopes ? allScopes.filter((scope) => scopes.includes(scope)) : allScopes,
        createdBy: cause.actor?.id ?? "system",
        createdAt: at,
        expiresAt: lifetimeSeconds ? at + lifetimeSeconds * 1000 : null,
        lastUsedAt: null,
      };
      const entry = tokenEntry("dsync.token.created", directory, token, cause, at);
      const outcome = await store.insert({ ...token, lookup, hash }, MAX_ACTIVE_TOKENS, entry);
      if (outcome.kind === "notFound") noDirectory(directoryId);
      if (outcome.kind === "tooMany") {
        throw new AppError(
          "too_many_tokens",
          `The directory has ${MAX_ACTIVE_TOKENS} active tokens; revoke one before you create another.`,
        );
      }
      return { token, plaintext };
    },

    async list(directoryId, query) {
      await live(directoryId);
      return store.list(directoryId, query);
    },

    async revoke(directoryId, tokenId, cause) {
      const directory = await live(directoryId);
      const token = (await store.find(directoryId, tokenId)) ?? noToken(tokenId);
      const at = clock.now();
      const entry = tokenEntry("dsync.token.revoked", directory, token, cause, at);
      const outcome = await store.revoke(directoryId, tokenId, at, entry);
      onChange(directoryId);
      if (outcome.kind === "notFound") noToken(tokenId);
    },
  };
}

function checkLifetime(seconds: number | null | undefined): void {
  if (seconds === null || seconds === undefined) return;
  if (seconds >= MIN_LIFETIME_SECONDS && seconds <= MAX_LIFETIME_SECONDS && Number.isInteger(seconds)) return;
  const message = `lifetime_seconds is a whole number from ${MIN_LIFETIME_SECONDS} to ${MAX_LIFETIME_SECONDS}; leave it out for a token that does not expire.`;
  throw new AppError("invalid_request_parameters", message, {
    errors: [{ field: "lifetime_seconds", code: "out_of_range", message }],
  });
}

function noDirectory(id: string): never {
  throw new AppError("entity_not_found", `Could not find a directory with the id ${id}.`);
}

function noToken(id: string): never {
  throw new AppError("entity_not_found", `Could not find a directory token with the id ${id}.`);
}
