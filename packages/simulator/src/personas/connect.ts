import { createBelief } from "../belief.ts";
import { ScimClient, type ScimClientOptions } from "../scim-client.ts";
import type { PersonaDefinition } from "./define-persona.ts";
import type { Persona } from "./persona.ts";
import { type PersonaName, personas } from "./personas.ts";
import type { Switches } from "./switches.ts";

export type ConnectOptions = Pick<
  ScimClientOptions,
  "url" | "token" | "ca" | "onWait" | "signal" | "sleep" | "timeoutMs"
> & {
  readonly persona: PersonaName;
  readonly switches?: Switches;
};

export type Connection = Disposable & {
  readonly definition: PersonaDefinition;
  readonly client: ScimClient;
  readonly persona: Persona;
};

/** A persona with an empty memory in front of a server. Dispose of it to close its sockets. */
export const connect = ({ persona: name, switches, ...options }: ConnectOptions): Connection => {
  const definition: PersonaDefinition = personas[name];
  const { auth, filterEncoding, delayMs } = { ...definition.defaults, ...switches };
  const tenantQuery = definition.tenantQuery(switches);
  const client = new ScimClient({
    ...options,
    profile: definition.profile(switches),
    auth,
    filterEncoding,
    delayMs,
    ...(tenantQuery === undefined ? {} : { tenantQuery }),
  });
  return {
    definition,
    client,
    persona: definition.connect({ client, belief: createBelief() }, switches),
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
};
