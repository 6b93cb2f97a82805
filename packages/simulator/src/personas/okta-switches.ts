import type { AttributeMapping } from "./okta-resources.ts";
import { type ClientSwitches, clientDefaults } from "./persona-session.ts";

/** What differs from one Okta app to the next, by its kind or by what its admin chose. Captures show 250 ms of delay. */
export type OktaSwitches = ClientSwitches & {
  readonly uniqueIdentifier: "userName" | "email";
  readonly emailTypeMapped: boolean;
  readonly attributes: AttributeMapping;
  /** Membership changes in one PATCH; 100 to 1000 in a submission to Okta's catalog. */
  readonly patchBatch: number;
  readonly concurrentGroupPushes: boolean;
  readonly passwordSync: boolean;
  readonly importGroups: boolean;
};

export const oktaDefaults: OktaSwitches = {
  ...clientDefaults,
  uniqueIdentifier: "userName",
  emailTypeMapped: true,
  attributes: "enterprise",
  patchBatch: 100,
  concurrentGroupPushes: false,
  passwordSync: false,
  importGroups: false,
};

/** Okta steps by this whatever the server's pages hold: smaller pages make it skip users. */
export const oktaPageSize = 100;
