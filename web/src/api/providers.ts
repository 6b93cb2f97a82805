import type { CreateDirectory } from "@rollcall/sdk";

export type Provider = { readonly type: CreateDirectory["type"]; readonly name: string };

/** The identity providers that push over SCIM, the most common first. */
export const providers: readonly Provider[] = [
  { type: "okta scim v2.0", name: "Okta" },
  { type: "azure scim v2.0", name: "Microsoft Entra ID" },
  { type: "onelogin scim v2.0", name: "OneLogin" },
  { type: "jump cloud scim v2.0", name: "JumpCloud" },
  { type: "pingfederate scim v2.0", name: "PingFederate" },
  { type: "sailpoint scim v2.0", name: "SailPoint" },
  { type: "cyberark scim v2.0", name: "CyberArk" },
  { type: "rippling scim v2.0", name: "Rippling" },
  { type: "generic scim v2.0", name: "Other SCIM 2.0" },
];

export function providerName(type: string): string {
  return providers.find((provider) => provider.type === type)?.name ?? type;
}
