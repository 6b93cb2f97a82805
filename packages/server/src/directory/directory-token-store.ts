import type { LogEntry } from "../events/event.ts";
import type { Page, PageQuery } from "../kernel/page.ts";
import type { Use } from "../kernel/usage-recorder.ts";
import type { Directory } from "./directory.ts";
import type { DirectoryToken } from "./directory-token.ts";

/** A token with what only the comparison needs. */
export type StoredToken = DirectoryToken & {
  /** The id inside the plaintext. */
  readonly lookup: string;
  /** Hex SHA-256 of the plaintext. */
  readonly hash: string;
};

export type TokenOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "tooMany" }
  /** The directory or the token is gone. */
  | { readonly kind: "notFound" };

/** Revoked tokens are kept for the record and found by no method. */
export type DirectoryTokenStore = {
  /** Counts the directory's unexpired tokens under a lock: two requests at once cannot both take the last place. */
  insert(token: StoredToken, maxActive: number, entry: LogEntry): Promise<TokenOutcome>;
  list(directoryId: string, query: PageQuery): Promise<Page<DirectoryToken>>;
  find(directoryId: string, id: string): Promise<DirectoryToken | undefined>;
  /** With its directory, in one read. */
  findByLookup(
    lookup: string,
  ): Promise<{ readonly token: StoredToken; readonly directory: Directory } | undefined>;
  revoke(directoryId: string, id: string, at: number, entry: LogEntry): Promise<TokenOutcome>;
  touch(uses: readonly Use[]): Promise<void>;
};
