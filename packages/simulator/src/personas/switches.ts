import type { OktaSwitches } from "./okta-switches.ts";
import type { ClientSwitches } from "./persona-session.ts";

/** What becomes of a user who is no longer assigned. */
export const deprovisionings = ["suspend", "delete"] as const;
type DeprovisioningSwitch = { readonly deprovisioning: (typeof deprovisionings)[number] };

export const matchingAttributes = ["userName", "externalId", "email"] as const;

export type EntraSwitches = ClientSwitches & {
  /** The tenant URL carries `aadOptscim062020`: PATCH nearer to the RFC. */
  readonly complianceFlag: boolean;
  /** The attribute that users are matched by. */
  readonly matchingAttribute: (typeof matchingAttributes)[number];
  readonly patchBatch: number;
};

export const emailShapes = ["list", "object"] as const;
export const contentTypes = ["sent", "missing"] as const;

export type OneLoginSwitches = ClientSwitches &
  DeprovisioningSwitch & {
    /** How the customer's JSON template writes the e-mail. */
    readonly emailShape: (typeof emailShapes)[number];
    /** It is missing unless the admin adds it as a custom header. */
    readonly contentType: (typeof contentTypes)[number];
  };

export const memberRemovals = ["filter", "values"] as const;

export type JumpCloudSwitches = ClientSwitches &
  DeprovisioningSwitch & { readonly memberRemoval: (typeof memberRemovals)[number] };

export const groupUpdates = ["put", "patch"] as const;

export type PingFederateSwitches = ClientSwitches &
  DeprovisioningSwitch & { readonly groupUpdates: (typeof groupUpdates)[number] };

export type GoogleSwitches = ClientSwitches & DeprovisioningSwitch;

export type SailPointSwitches = ClientSwitches & DeprovisioningSwitch;

/** The switches of all personas; each reads its own. */
export type Switches = Partial<
  OktaSwitches &
    EntraSwitches &
    OneLoginSwitches &
    JumpCloudSwitches &
    PingFederateSwitches &
    GoogleSwitches &
    SailPointSwitches
>;
