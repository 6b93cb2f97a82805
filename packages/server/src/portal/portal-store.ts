import type { PortalSession } from "./portal-session.ts";

export type StoredPortalLink = {
  readonly id: string;
  /** Hex SHA-256 of the token in the link. */
  readonly hash: string;
  readonly organizationId: string;
  readonly intent: "dsync";
  readonly returnUrl: string | null;
  readonly successUrl: string | null;
  /** The id of the API key that asked for it. */
  readonly createdBy: string;
  /** Milliseconds. */
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly usedAt: number | null;
};

export type StoredPortalSession = Omit<PortalSession, "organizationName"> & {
  /** Hex SHA-256 of the cookie's secret. */
  readonly hash: string;
  readonly linkId: string;
  readonly createdAt: number;
};

/** Nothing of an organization that is gone, or being deleted, is found. */
export type PortalStore = {
  /** `false` when the organization is gone. */
  insertLink(link: StoredPortalLink): Promise<boolean>;
  findLink(hash: string): Promise<StoredPortalLink | undefined>;
  /** Uses the link up and opens the session, in one; `false` when somebody else was first. */
  consume(linkId: string, session: StoredPortalSession, at: number): Promise<boolean>;
  /** Expired ones included. */
  findSession(hash: string): Promise<PortalSession | undefined>;
  removeSession(hash: string): Promise<void>;
};
