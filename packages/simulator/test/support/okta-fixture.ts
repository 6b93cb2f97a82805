import { createBelief } from "../../src/belief.ts";
import type { OrgUser } from "../../src/directory.ts";
import type { PersonaDefinition } from "../../src/personas/define-persona.ts";
import type { Persona } from "../../src/personas/persona.ts";
import type { Switches } from "../../src/personas/switches.ts";
import { ScimClient } from "../../src/scim-client.ts";
import { type Answer, type RecordingServer, type Seen, startServer } from "./recording-server.ts";

export const ada: OrgUser = {
  id: "00u18ep2sjmnGT1wk698",
  login: "ada@a.example",
  email: "ada+mail@a.example",
  givenName: "Ada",
  familyName: "O'Brien",
  displayName: "Ada O'Brien",
  locale: "en-IE",
  title: "Engineer",
  department: "Labs",
  employeeNumber: "100000",
};

export const bob: OrgUser = {
  ...ada,
  id: "00u28ep2sjmnGT1wk698",
  login: "bob@a.example",
  email: "bob@a.example",
};

type Fixture = AsyncDisposable & {
  readonly server: RecordingServer;
  readonly persona: Persona;
  readonly client: ScimClient;
  /** Method, path below the base URL, and body, of every request since the last call. */
  readonly wire: () => unknown[];
};

/** A persona that talks to a server of the given answers. */
export const withPersona = async (
  definition: PersonaDefinition,
  answer: (seen: Seen, index: number) => Answer | Promise<Answer>,
  switches: Switches = {},
): Promise<Fixture> => {
  const server = await startServer(answer);
  const client = new ScimClient({ url: server.url, token: "t", profile: definition.profile(switches) });
  const persona = definition.connect({ client, belief: createBelief() }, switches);
  let read = 0;
  return {
    server,
    client,
    persona,
    wire: () => {
      const fresh = server.seen.slice(read);
      read = server.seen.length;
      return fresh.map(({ method, url, body }) => {
        const line = `${method} ${url.replace("/scim/v2", "")}`;
        return body === undefined ? line : [line, body];
      });
    },
    [Symbol.asyncDispose]: async () => {
      client[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
    },
  };
};

/** As {@link withPersona}, with users that were pushed before, under the ids "id-<givenName>". */
export const believing = (persona: Persona, ...users: readonly OrgUser[]): void => {
  for (const user of users) {
    const { givenName, familyName, email, login } = user;
    const id = `id-${login.split("@")[0]}`;
    persona.belief.users.set(user.id, { id, userName: login, givenName, familyName, email, active: true });
  }
};

export const pushedGroup = (persona: Persona, id: string, name: string, members: readonly OrgUser[]) => {
  const ids = members.map((member) => member.id);
  persona.belief.groups.set(id, { id: "g1", displayName: name, members: new Set(ids), state: "linked" });
  return { id, name, members: ids };
};
