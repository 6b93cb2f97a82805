import { type Connection, connect, type JobResult, makeOrg, type OrgUser } from "@rollcall/simulator";
import type { Tenant } from "./api-client.ts";
import { seededRandom } from "./seeded-random.ts";

export type PersonaWriter = {
  readonly connection: Connection;
  /** Jobs that ended well so far. */
  done(): number;
  /** Jobs at work at this moment. */
  running(): number;
  /** Failures that no killed server explains. */
  readonly surprises: readonly string[];
  stop(): Promise<void>;
};

const RETRY_MS = 25;

/** The simulator as Okta, pushing without end; a job that fails is run again, as its admin would. */
export function startPersonaWriter(tenant: Tenant, seed: number): PersonaWriter {
  const connection = connect({ persona: "okta-catalog", url: tenant.scimUrl, token: tenant.token });
  const { persona } = connection;
  const org = makeOrg({ users: 5_000, groups: 50, seed, membersPerGroup: 4 });
  const surprises: string[] = [];
  const inGroups = new Set(org.users.slice(0, 40).map(({ id }) => id));
  let done = 0;
  let running = 0;
  let stopping = false;

  async function until<T>(job: () => Promise<JobResult<T>>): Promise<void> {
    for (;;) {
      running += 1;
      const result = await job();
      running -= 1;
      if (result.ok) break;
      const { kind, status, message, operation } = result.task;
      const killed = kind === "network" || kind === "notJson" || status === 503;
      if (!killed) surprises.push(`${operation}: ${kind} ${status} ${message}`);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    done += 1;
  }

  async function lane(index: number, lanes: number): Promise<void> {
    const random = seededRandom(seed + index);
    const mine = org.users.filter((_, at) => at % lanes === index);
    const pushed: OrgUser[] = [];
    for (const user of mine) {
      if (stopping) return;
      await until(() => persona.assignUser(user));
      pushed.push(user);
      const one = random.pick(pushed);
      // Okta pushes active members only. One that is switched off while its group is on the way is in doubt.
      const mayRest = !inGroups.has(one.id);
      if (random.chance(0.4)) await until(() => persona.updateUser({ ...one, title: `Title ${done}` }));
      if (mayRest && random.chance(0.3)) {
        await until(() => persona.deactivateUser(one));
        await until(() => persona.reactivateUser(one));
      }
    }
  }

  async function groups(): Promise<void> {
    const random = seededRandom(seed ^ 0xffff);
    for (const group of org.groups) {
      if (stopping) return;
      const known = [...persona.belief.users.keys()].filter((id) => inGroups.has(id));
      const members = known.filter(() => random.chance(0.3));
      await until(() => persona.pushGroup({ ...group, members }));
      for (let turn = 0; turn < 6 && !stopping && known.length > 0; turn += 1) {
        const users = [random.pick(known)];
        const change = random.chance(0.6) ? { add: users } : { remove: users };
        await until(() => persona.updateMembership(group, change));
      }
    }
  }

  const work = Promise.all([lane(0, 3), lane(1, 3), lane(2, 3), groups()]);
  return {
    connection,
    done: () => done,
    running: () => running,
    surprises,
    async stop() {
      stopping = true;
      await work;
    },
  };
}
