import { oktaCatalog } from "./okta-catalog.ts";
import { oktaWizard } from "./okta-wizard.ts";

/** Every persona by name. */
export const personas = { "okta-catalog": oktaCatalog, "okta-wizard": oktaWizard } as const;

export type PersonaName = keyof typeof personas;
