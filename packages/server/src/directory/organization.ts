/** A customer of the application. Instants are milliseconds. */
export type Organization = {
  readonly id: string;
  readonly name: string;
  /** The application's own id of this customer; unique. */
  readonly externalId: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly stripeCustomerId: string | null;
  readonly allowProfilesOutsideOrganization: boolean;
  readonly domains: readonly OrganizationDomain[];
  readonly createdAt: number;
  readonly updatedAt: number;
};

export type OrganizationDomain = {
  readonly id: string;
  readonly organizationId: string;
  /** Lower case; belongs to one organization only. */
  readonly domain: string;
  readonly state: DomainState;
  /** `manual`: the application vouches for it; `dns`: a TXT record has to. */
  readonly verificationStrategy: "dns" | "manual";
  readonly verificationPrefix: string | null;
  readonly verificationToken: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
};

export const domainStates = ["failed", "legacy_verified", "pending", "unverified", "verified"] as const;
export type DomainState = (typeof domainStates)[number];

export const metadataLimits = { keys: 50, keyLength: 40, valueLength: 600 } as const;
