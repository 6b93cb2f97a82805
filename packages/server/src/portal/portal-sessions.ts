import type { Clock } from "../kernel/clock.ts";
import { hashSecret, newSecret } from "../kernel/credentials.ts";
import { AppError } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.ts";
import type { PortalSession } from "./portal-session.ts";
import type { PortalStore, StoredPortalLink } from "./portal-store.ts";

export type PortalSessions = {
  /** Uses the link up. The secret exists in this answer only. */
  open(linkToken: string): Promise<{ readonly session: PortalSession; readonly secret: string }>;
  /** `undefined` once it expired or was ended, and when its organization is gone. */
  identify(secret: string): Promise<PortalSession | undefined>;
  end(secret: string): Promise<void>;
};

export type PortalSessionsDeps = { readonly store: PortalStore; readonly clock: Clock };

export const PORTAL_SESSION_SECONDS = 4 * 60 * 60;

export function createPortalSessions({ store, clock }: PortalSessionsDeps): PortalSessions {
  return {
    async open(linkToken) {
      const at = clock.now();
      const link = usable(await store.findLink(hashSecret(linkToken)), at);
      const secret = newSecret();
      const hash = hashSecret(secret);
      const row = {
        id: newId("portal_session"),
        hash,
        linkId: link.id,
        organizationId: link.organizationId,
        returnUrl: link.returnUrl,
        successUrl: link.successUrl,
        createdAt: at,
        expiresAt: at + PORTAL_SESSION_SECONDS * 1000,
      };
      if (!(await store.consume(link.id, row, at))) throw used();
      const session = await store.findSession(hash);
      if (!session) throw unknown();
      return { session, secret };
    },
    async identify(secret) {
      const session = await store.findSession(hashSecret(secret));
      return session && session.expiresAt > clock.now() ? session : undefined;
    },
    end: (secret) => store.removeSession(hashSecret(secret)),
  };
}

/** What is wrong with a link is said to whoever has it: they cannot guess one, and have to know what to ask for. */
function usable(link: StoredPortalLink | undefined, now: number): StoredPortalLink {
  if (!link) throw unknown();
  if (link.usedAt !== null) throw used();
  if (link.expiresAt <= now)
    throw new AppError("portal_link_expired", "This link has expired; ask for a new one.");
  return link;
}

function used(): AppError {
  return new AppError("portal_link_used", "This link was already used; ask for a new one.");
}

function unknown(): AppError {
  return new AppError("entity_not_found", "This link is not valid; check that it was copied whole.");
}
