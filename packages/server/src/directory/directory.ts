/** One connection to one identity provider, as the rooms pass it around. Instants are milliseconds. */
export type Directory = {
  readonly id: string;
  readonly organizationId: string;
  /** In the SCIM URL. Letters, digits and `-` only: Okta refuses a base URL that contains `_`. */
  readonly externalKey: string;
  /** A readable name that may stand in the URL instead of the key. */
  readonly label: string | null;
  readonly name: string;
  readonly type: DirectoryType;
  readonly profile: DirectoryProfile;
  readonly enabled: boolean;
  /** Deletion was asked for: the endpoint is gone, the rows are being removed. */
  readonly deleting: boolean;
  /** What the application sees of a deactivated user: the user as `inactive`, or no user at all. */
  readonly deprovisioning: "retain" | "delete";
  readonly membershipOnDeactivation: "keep" | "remove";
  /** A member id that names nobody: left out and reported, or the request refused. */
  readonly unknownMembers: "skip" | "reject";
  /** Which SCIM attribute is the user's id at the provider: `externalId`, `userName` or another path. */
  readonly userIdAttribute: string;
  readonly domain: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** The `type` strings of the WorkOS contract that are pushed over SCIM; strictly typed SDKs break on others. */
export const scimDirectoryTypes = [
  "azure scim v2.0",
  "cyberark scim v2.0",
  "generic scim v2.0",
  "jump cloud scim v2.0",
  "okta scim v2.0",
  "onelogin scim v2.0",
  "pingfederate scim v2.0",
  "rippling scim v2.0",
  "sailpoint scim v2.0",
] as const;
export type DirectoryType = (typeof scimDirectoryTypes)[number];

export const directoryProfiles = [
  "okta",
  "entra",
  "onelogin",
  "jumpcloud",
  "ping",
  "google",
  "sailpoint",
  "generic",
  "strict",
] as const;
export type DirectoryProfile = (typeof directoryProfiles)[number];

/** The dialect that a directory speaks unless it is told another. */
export const profileOfType: Readonly<Record<DirectoryType, DirectoryProfile>> = {
  "azure scim v2.0": "entra",
  "cyberark scim v2.0": "generic",
  "generic scim v2.0": "generic",
  "jump cloud scim v2.0": "jumpcloud",
  "okta scim v2.0": "okta",
  "onelogin scim v2.0": "onelogin",
  "pingfederate scim v2.0": "ping",
  "rippling scim v2.0": "generic",
  "sailpoint scim v2.0": "sailpoint",
};
