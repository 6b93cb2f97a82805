import type { ClientProfile } from "../scim-client.ts";
import type { Persona, PersonaConnection } from "./persona.ts";
import type { ClientSwitches, Session } from "./persona-session.ts";
import type { Switches } from "./switches.ts";

/**
 * How well a persona's traffic is known: `recorded` from published captures of the real client, `documented` in
 * the vendor's own documentation, `modelled` after what servers and guides say about it. The weakest part that is
 * played decides.
 */
export type Evidence = "recorded" | "documented" | "modelled";

/** A provider's way of speaking SCIM: data, and one function that joins it to a client. */
export type PersonaDefinition = {
  readonly name: string;
  readonly provider: string;
  readonly evidence: Evidence;
  readonly description: string;
  readonly profile: (switches?: Switches) => ClientProfile;
  /** Parameters that stand in the tenant's URL and so on every request, without their question mark. */
  readonly tenantQuery: (switches?: Switches) => string | undefined;
  /** Exactly the switches that this persona knows. */
  readonly defaults: ClientSwitches & Switches;
  /** Other personas' switches are ignored. */
  readonly connect: (connection: PersonaConnection, switches?: Switches) => Persona;
};

type Definition<Own> = Omit<PersonaDefinition, "profile" | "tenantQuery" | "defaults" | "connect"> & {
  readonly profile: (switches: Own) => ClientProfile;
  readonly tenantQuery?: (switches: Own) => string | undefined;
  readonly defaults: Own;
  readonly connect: (session: Session<Own>) => Persona;
};

/** Fills in the defaults, so that a persona's own code meets only complete switches of its own. */
export const definePersona = <Own extends ClientSwitches & Switches>(
  definition: Definition<Own>,
): PersonaDefinition => {
  const complete = (switches: Switches = {}): Own => ({ ...definition.defaults, ...switches });
  return {
    ...definition,
    profile: (switches) => definition.profile(complete(switches)),
    tenantQuery: (switches) => definition.tenantQuery?.(complete(switches)),
    connect: (connection, switches) => definition.connect({ ...connection, switches: complete(switches) }),
  };
};
