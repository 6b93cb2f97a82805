import { makeOrg, type Org, type OrgGroup, type OrgUser } from "./directory.ts";
import type { Persona } from "./personas/persona.ts";
import { runImport } from "./scenario.ts";
import type { JobResult } from "./scim-client.ts";

/** One thing that happened in the life of a directory. */
export type StepResult = {
  readonly name: string;
  readonly ok: boolean;
  /** What came of it, for people. */
  readonly result: string;
  readonly ms: number;
};

/** The directory that {@link runLifecycle} walks through: 25 users and 3 groups of 8. */
export const lifecycleOrg = (seed = 1): Org => makeOrg({ users: 25, groups: 3, membersPerGroup: 8, seed });

type Walk = { readonly persona: Persona; readonly org: Org };
type Outcome = { readonly ok: boolean; readonly result: string };
type Step = {
  readonly name: string;
  /** Left out when it does not apply. */
  readonly when?: (persona: Persona) => boolean;
  readonly run: (walk: Walk) => Promise<Outcome>;
};

/**
 * The life of a directory, step by step, on one directory of at least 25 users and 3 groups. A failing step does
 * not stop the next ones, except the connection test: an admin could not go on after it either.
 */
export const runLifecycle = async (
  persona: Persona,
  onStep: (step: StepResult) => void = () => undefined,
  org: Org = lifecycleOrg(),
): Promise<readonly StepResult[]> => {
  const results: StepResult[] = [];
  for (const step of steps) {
    if (step.when?.(persona) === false) continue;
    const from = performance.now();
    const outcome = await step.run({ persona, org });
    const result = { name: step.name, ...outcome, ms: performance.now() - from };
    results.push(result);
    onStep(result);
    if (!result.ok && step === testConnection) break;
  }
  return results;
};

const testConnection: Step = {
  name: "test connection",
  run: async ({ persona }) => told(await persona.testConnection(), () => "the server answers"),
};

const sendsGroups = ({ traits }: Persona): boolean => traits.groups;

const steps: readonly Step[] = [
  testConnection,
  { name: "assign 25 users", run: ({ persona, org }) => assignUsers(persona, org.users.slice(0, 25)) },
  { name: "link to an existing user", run: ({ persona, org }) => linkExisting(persona, user(org, 0)) },
  { name: "update a user", run: ({ persona, org }) => update(persona, promoted(user(org, 1))) },
  {
    name: "change a password",
    when: ({ traits }) => traits.passwordSync,
    run: async ({ persona, org }) =>
      told(await persona.changePassword(user(org, 1), "Correct-horse-9"), () => "sent"),
  },
  {
    name: "deactivate a user",
    run: async ({ persona, org }) =>
      told(await persona.deactivateUser(user(org, 2)), () => `${user(org, 2).login} is inactive`),
  },
  { name: "reactivate the user", run: ({ persona, org }) => reactivate(persona, user(org, 2)) },
  {
    name: "push 3 groups",
    when: sendsGroups,
    run: ({ persona, org }) => pushGroups(persona, org.groups.slice(0, 3)),
  },
  {
    name: "add a member",
    when: sendsGroups,
    run: async ({ persona, org }) => {
      const [someone] = outsiders(org, group(org, 0));
      const add = someone === undefined ? [] : [someone.id];
      return told(await persona.updateMembership(group(org, 0), { add }), () => `${someone?.login} joined`);
    },
  },
  {
    name: "remove a member",
    when: sendsGroups,
    run: async ({ persona, org }) => {
      const remove = group(org, 0).members.slice(0, 1);
      return told(await persona.updateMembership(group(org, 0), { remove }), () => "one member left");
    },
  },
  {
    name: "rename a group",
    when: sendsGroups,
    run: async ({ persona, org }) =>
      told(await persona.renameGroup(renamed(group(org, 0))), () => `now "${renamed(group(org, 0)).name}"`),
  },
  // The renamed group is the one deleted: a second run finds the old names free or linkable, never taken.
  {
    name: "unlink a group and delete it",
    when: sendsGroups,
    run: async ({ persona, org }) =>
      told(
        await persona.unlinkGroup(renamed(group(org, 0)), { delete: true }),
        () => "deleted on the server",
      ),
  },
  {
    name: "unlink a group and leave it",
    when: sendsGroups,
    run: async ({ persona, org }) =>
      told(await persona.unlinkGroup(group(org, 1), { delete: false }), () => "it stays"),
  },
  {
    name: "delete a user",
    when: ({ deleteUser }) => deleteUser !== undefined,
    run: async ({ persona, org }) => {
      const job = await persona.deleteUser?.(user(org, 3));
      return job === undefined
        ? { ok: true, result: "not done" }
        : told(job, () => `${user(org, 3).login} is gone`);
    },
  },
];

const told = <T>(job: JobResult<T>, say: (value: T) => string): Outcome =>
  job.ok ? { ok: true, result: say(job.value) } : { ok: false, result: job.task.message };

const assignUsers = async (persona: Persona, users: readonly OrgUser[]): Promise<Outcome> => {
  const tally = (await runImport(persona, { users, groups: [] })).users;
  return { ok: tally.failed === 0, result: counted(tally) };
};

const pushGroups = async (persona: Persona, groups: readonly OrgGroup[]): Promise<Outcome> => {
  const tally = (await runImport(persona, { users: [], groups })).groups;
  return { ok: tally.failed === 0, result: counted(tally) };
};

const counted = (tally: { created: number; linked: number; failed: number }): string =>
  `${tally.created} created, ${tally.linked} linked, ${tally.failed} failed`;

/** Forgets the user, as a second app of the same customer would never have known it, and assigns it again. */
const linkExisting = async (persona: Persona, who: OrgUser): Promise<Outcome> => {
  const before = persona.belief.users.get(who.id);
  persona.belief.users.delete(who.id);
  const job = await persona.assignUser(who);
  if (!job.ok) return told(job, () => "");
  const same = job.value.how === "linked" && job.value.id === before?.id;
  return { ok: same, result: same ? `${who.login} linked, same id` : `${job.value.how}, id ${job.value.id}` };
};

const reactivate = async (persona: Persona, who: OrgUser): Promise<Outcome> => {
  const before = persona.belief.users.get(who.id);
  const job = await persona.reactivateUser(who);
  if (!job.ok) return told(job, () => "");
  if (before?.deleted) return { ok: true, result: "created again, for it was deleted" };
  const same = job.value.id === before?.id;
  return { ok: same, result: same ? "active again, same id" : `the id changed to ${job.value.id}` };
};

const update = async (persona: Persona, who: OrgUser): Promise<Outcome> =>
  told(await persona.updateUser(who), () => `${who.login} is ${who.familyName}, ${who.title}`);

const promoted = (who: OrgUser): OrgUser => ({
  ...who,
  familyName: `${who.familyName}-Ek`,
  displayName: `${who.givenName} ${who.familyName}-Ek`,
  title: "Chief of Staff",
});

const renamed = (of: OrgGroup): OrgGroup => ({ ...of, name: `${of.name} (renamed)` });

const outsiders = (org: Org, of: OrgGroup): readonly OrgUser[] => {
  const members = new Set(of.members);
  return org.users.slice(0, 25).filter(({ id }) => !members.has(id));
};

const user = (org: Org, index: number): OrgUser => required(org.users[index], "users");
const group = (org: Org, index: number): OrgGroup => required(org.groups[index], "groups");

const required = <T>(item: T | undefined, what: string): T => {
  if (item === undefined) throw new RangeError(`The lifecycle needs a directory with more ${what}.`);
  return item;
};
