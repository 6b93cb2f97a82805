import type { CountedDirectory, Directories } from "../directory/directories.ts";
import type { ApiObject, DirectoryReads } from "../directory/directory-reads.ts";
import type { DirectoryToken } from "../directory/directory-token.ts";
import type { DirectoryTokens } from "../directory/directory-tokens.ts";
import type { Cause } from "../events/event.ts";
import { AppError } from "../kernel/errors.ts";
import type { Page, PageQuery } from "../kernel/page.ts";
import type { PortalSession } from "./portal-session.ts";

/**
 * What a portal session may touch: its organization's directories and nothing else. Every method looks at the
 * owner first, so that no route can forget to.
 */
export type PortalScope = {
  directories(): Promise<readonly CountedDirectory[]>;
  directory(id: string): Promise<CountedDirectory>;
  /** Refused when the organization has a directory: more than one is the application's to decide. */
  createDirectory(
    input: { readonly name: string; readonly type: string },
    cause: Cause,
  ): Promise<CountedDirectory>;
  tokens(directoryId: string): Promise<readonly DirectoryToken[]>;
  createToken(
    directoryId: string,
    cause: Cause,
  ): Promise<{ readonly token: DirectoryToken; readonly plaintext: string }>;
  revokeToken(directoryId: string, tokenId: string, cause: Cause): Promise<void>;
  users(directoryId: string, query: PageQuery): Promise<Page<ApiObject>>;
  groups(directoryId: string, query: PageQuery): Promise<Page<ApiObject>>;
};

export type OpenPortalScope = (session: Pick<PortalSession, "organizationId">) => PortalScope;

const MAX_SHOWN = 100;

export function createPortalScopes(deps: {
  readonly directories: Directories;
  readonly tokens: DirectoryTokens;
  readonly reads: DirectoryReads;
}): OpenPortalScope {
  const { directories, tokens, reads } = deps;
  return ({ organizationId }) => {
    const own = async (id: string): Promise<CountedDirectory> => {
      const found = await directories.get(id);
      const { directory } = found;
      // The same answer as for an id that never was: another customer's directory must not be confirmed.
      return directory.organizationId === organizationId && !directory.deleting ? found : notFound(id);
    };
    const list = async () =>
      (await directories.list({ organizationId, limit: MAX_SHOWN, order: "asc" })).items;
    return {
      directories: list,
      directory: own,
      async createDirectory(input, cause) {
        if ((await list()).length > 0)
          throw new AppError("conflict", "Your organization has a directory already; use that one.");
        return directories.create({ ...input, organizationId }, cause);
      },
      async tokens(directoryId) {
        await own(directoryId);
        return (await tokens.list(directoryId, { limit: MAX_SHOWN, order: "desc" })).items;
      },
      async createToken(directoryId, cause) {
        await own(directoryId);
        return tokens.create(directoryId, {}, cause);
      },
      async revokeToken(directoryId, tokenId, cause) {
        await own(directoryId);
        await tokens.revoke(directoryId, tokenId, cause);
      },
      async users(directoryId, query) {
        await own(directoryId);
        return present(await reads.users({ ...query, directoryId }), directoryId);
      },
      async groups(directoryId, query) {
        await own(directoryId);
        return present(await reads.groups({ ...query, directoryId }), directoryId);
      },
    };
  };
}

function present<T>(page: Page<T> | { readonly missing: string }, directoryId: string): Page<T> {
  return "missing" in page ? notFound(directoryId) : page;
}

function notFound(id: string): never {
  throw new AppError("entity_not_found", `Could not find a directory with the id ${id}.`);
}
