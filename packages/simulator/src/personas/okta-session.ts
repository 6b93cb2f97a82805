import type { JsonObject } from "../json.ts";
import type { FilterEncoding } from "../query.ts";
import type { AuthForm } from "../scim-client.ts";
import { ScimFailure } from "../scim-failure.ts";
import type { AttributeMapping } from "./okta-resources.ts";
import type { PersonaConnection } from "./persona.ts";

/** What differs from one Okta app to the next, by its kind or by what its admin chose. */
export type OktaSwitches = {
  readonly auth: AuthForm;
  readonly uniqueIdentifier: "userName" | "email";
  readonly emailTypeMapped: boolean;
  readonly attributes: AttributeMapping;
  readonly filterEncoding: FilterEncoding;
  /** Membership changes in one PATCH; 100 to 1000 in a submission to Okta's catalog. */
  readonly patchBatch: number;
  readonly concurrentGroupPushes: boolean;
  readonly passwordSync: boolean;
  readonly importGroups: boolean;
  /** 250 is what captures show; 0 asks the server as fast as it answers. */
  readonly delayMs: number;
};

export const oktaDefaults: OktaSwitches = {
  auth: "bearer",
  uniqueIdentifier: "userName",
  emailTypeMapped: true,
  attributes: "enterprise",
  filterEncoding: "percent20",
  patchBatch: 100,
  concurrentGroupPushes: false,
  passwordSync: false,
  importGroups: false,
  delayMs: 0,
};

/** Okta steps by this whatever the server's pages hold: smaller pages make it skip users. */
export const oktaPageSize = 100;

export type OktaSession = PersonaConnection & { readonly switches: OktaSwitches };

/** The server's id of a resource that stands in a list. */
export const idOf = (resource: JsonObject): string => {
  if (typeof resource.id === "string" && resource.id !== "") return resource.id;
  throw new ScimFailure("wrongAnswer", "A resource of the list has no id.");
};
