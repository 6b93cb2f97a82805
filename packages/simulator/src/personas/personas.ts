import type { PersonaDefinition } from "./define-persona.ts";
import { entra } from "./entra.ts";
import { google } from "./google.ts";
import { jumpcloud } from "./jumpcloud.ts";
import { oktaCatalog } from "./okta-catalog.ts";
import { oktaWizard } from "./okta-wizard.ts";
import { onelogin } from "./onelogin.ts";
import { pingfederate } from "./pingfederate.ts";
import { sailpoint } from "./sailpoint.ts";

/** Every persona by name. */
export const personas = {
  "okta-catalog": oktaCatalog,
  "okta-wizard": oktaWizard,
  entra,
  onelogin,
  jumpcloud,
  pingfederate,
  google,
  sailpoint,
} as const;

export type PersonaName = keyof typeof personas;

/** Providers with what the command line says of them; the first persona of each is its default. */
export const providers = {
  okta: { title: "Okta", personas: ["okta-catalog", "okta-wizard"] },
  entra: { title: "Microsoft Entra ID", personas: ["entra"] },
  onelogin: { title: "OneLogin", personas: ["onelogin"] },
  jumpcloud: { title: "JumpCloud", personas: ["jumpcloud"] },
  pingfederate: { title: "PingFederate", personas: ["pingfederate"] },
  google: { title: "Google Workspace", personas: ["google"] },
  sailpoint: { title: "SailPoint", personas: ["sailpoint"] },
} as const satisfies Readonly<
  Record<string, { readonly title: string; readonly personas: readonly [PersonaName, ...PersonaName[]] }>
>;

export type ProviderName = keyof typeof providers;

export const isProvider = (name: string): name is ProviderName => Object.hasOwn(providers, name);

/** A provider's personas, its default first. */
export const personasOf = (provider: ProviderName): readonly [PersonaDefinition, ...PersonaDefinition[]] => {
  const [first, ...others] = providers[provider].personas;
  return [personas[first], ...others.map((name) => personas[name])];
};
