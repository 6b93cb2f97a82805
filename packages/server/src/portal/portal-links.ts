import type { Cause } from "../events/event.ts";
import type { Clock } from "../kernel/clock.ts";
import { hashSecret, newSecret } from "../kernel/credentials.ts";
import { AppError } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.ts";
import type { PortalStore } from "./portal-store.ts";
import { parseRedirectUrl, type RedirectRules } from "./redirect-url.ts";

export type PortalLinkInput = {
  readonly organizationId: string;
  /** What the admin is asked to set up. */
  readonly intent: string;
  readonly returnUrl?: string;
  readonly successUrl?: string;
};

export type PortalLinks = {
  /** The link opens one session, within five minutes. */
  generate(input: PortalLinkInput, cause: Cause): Promise<{ readonly link: string }>;
};

export type PortalLinksDeps = {
  readonly store: Pick<PortalStore, "insertLink">;
  readonly clock: Clock;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  readonly redirectRules: RedirectRules;
};

const LINK_SECONDS = 5 * 60;

export function createPortalLinks({ store, clock, publicUrl, redirectRules }: PortalLinksDeps): PortalLinks {
  const redirect = (field: string, url: string | undefined) =>
    url === undefined ? null : parseRedirectUrl(field, url, redirectRules);

  return {
    async generate({ organizationId, intent, returnUrl, successUrl }, cause) {
      checkIntent(intent);
      const token = newSecret();
      const createdAt = clock.now();
      const inserted = await store.insertLink({
        id: newId("portal_link"),
        hash: hashSecret(token),
        organizationId,
        intent: "dsync",
        returnUrl: redirect("return_url", returnUrl),
        successUrl: redirect("success_url", successUrl),
        createdBy: cause.actor?.id ?? "system",
        createdAt,
        expiresAt: createdAt + LINK_SECONDS * 1000,
        usedAt: null,
      });
      if (!inserted)
        throw new AppError(
          "organization_not_found",
          `Could not find an organization with the id, ${organizationId}.`,
        );
      return { link: `${publicUrl}/setup/?token=${token}` };
    },
  };
}

/** The contract knows more intents (single sign-on, audit logs, …): each is refused by name until it works. */
function checkIntent(intent: string): void {
  if (intent === "dsync") return;
  const message = `The intent ${JSON.stringify(intent.slice(0, 100))} is not supported yet. Use dsync: the portal sets up Directory Sync.`;
  throw new AppError("unsupported_intent", message, {
    errors: [{ field: "intent", code: "unsupported_intent", message }],
  });
}
