import { createBelief } from "../belief.ts";
import { ScimClient, type ScimClientOptions } from "../scim-client.ts";
import type { OktaSwitches } from "./okta-session.ts";
import type { Persona, PersonaDefinition } from "./persona.ts";
import { type PersonaName, personas } from "./personas.ts";

export type ConnectOptions = Pick<
  ScimClientOptions,
  "url" | "token" | "ca" | "onWait" | "signal" | "sleep" | "timeoutMs"
> & {
  readonly persona: PersonaName;
  readonly switches?: Partial<OktaSwitches>;
};

export type Connection = Disposable & {
  readonly definition: PersonaDefinition<OktaSwitches>;
  readonly client: ScimClient;
  readonly persona: Persona;
};

/** A persona with an empty memory in front of a server. Dispose of it to close its sockets. */
export const connect = ({ persona: name, switches, ...options }: ConnectOptions): Connection => {
  const definition = personas[name];
  const all = { ...definition.defaults, ...switches };
  const { auth, filterEncoding, delayMs } = all;
  const client = new ScimClient({ ...options, profile: definition.profile, auth, filterEncoding, delayMs });
  return {
    definition,
    client,
    persona: definition.connect({ client, belief: createBelief() }, all),
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
};
