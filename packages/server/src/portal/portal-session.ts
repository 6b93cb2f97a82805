/** An IT admin's way in: one organization, for a few hours. */
export type PortalSession = {
  readonly id: string;
  readonly organizationId: string;
  readonly organizationName: string;
  /** Where the application wants the admin back, at any time and when all is done. */
  readonly returnUrl: string | null;
  readonly successUrl: string | null;
  /** Milliseconds. */
  readonly expiresAt: number;
};
