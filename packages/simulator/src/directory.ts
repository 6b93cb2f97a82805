import { cultures, departments, groupNames, titles } from "./names.ts";
import { type Random, seeded } from "./random.ts";

/** A person in the provider's own directory. */
export type OrgUser = {
  /** Okta's id: 20 characters from `00u`; it becomes the SCIM externalId. */
  readonly id: string;
  readonly login: string;
  readonly email: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly displayName: string;
  readonly locale: string;
  readonly title: string;
  readonly department: string;
  readonly employeeNumber: string;
  readonly manager?: { readonly id: string; readonly displayName: string };
};

export type OrgGroup = {
  readonly id: string;
  readonly name: string;
  /** Ids of {@link OrgUser}s. */
  readonly members: readonly string[];
};

export type Org = { readonly users: readonly OrgUser[]; readonly groups: readonly OrgGroup[] };

export type OrgSize = {
  readonly users: number;
  readonly groups: number;
  readonly seed?: number;
  /** At most this many; never more than there are users. 10 unless told. */
  readonly membersPerGroup?: number;
};

/** A made-up company; the same arguments give the same one. */
export const makeOrg = ({ users, groups, seed = 1, membersPerGroup = 10 }: OrgSize): Org => {
  const random = seeded(seed);
  const taken = new Set<string>();
  const people: OrgUser[] = [];
  for (let index = 0; index < users; index += 1) {
    // One in ten starts a team; the others report to somebody who was hired before.
    const boss = index % 10 === 0 ? people[0] : people[index - (index % 10)];
    people.push(makeUser(random, index, taken, boss));
  }
  const size = Math.min(membersPerGroup, users);
  const teams = Array.from({ length: groups }, (_, index) => ({
    id: oktaId("00g", random),
    name: groupName(index),
    members: pickMembers(random, people, size),
  }));
  return { users: people, groups: teams };
};

const makeUser = (random: Random, index: number, taken: Set<string>, boss: OrgUser | undefined): OrgUser => {
  const culture = random.pick(cultures);
  const [givenName, givenLogin] = random.pick(culture.given);
  const [familyName, familyLogin] = random.pick(culture.family);
  const name = freeName(`${givenLogin}.${familyLogin}`, taken);
  // Plus addresses in the login reach the filter; those in the e-mail alone reach only the body.
  const tag = index % 7 === 3 ? "+okta" : "";
  const login = `${name}${tag}@harborlight.example`;
  const email = index % 9 === 5 ? `${name}+mail@harborlight.example` : login;
  return {
    id: oktaId("00u", random),
    login,
    email,
    givenName,
    familyName,
    displayName: `${givenName} ${familyName}`,
    locale: culture.locale,
    title: random.pick(titles),
    department: random.pick(departments),
    employeeNumber: String(100_000 + index),
    ...(boss === undefined ? {} : { manager: { id: boss.id, displayName: boss.displayName } }),
  };
};

const freeName = (wanted: string, taken: Set<string>): string => {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}${number}`;
  taken.add(name);
  return name;
};

const groupName = (index: number): string => {
  const name = groupNames[index % groupNames.length] ?? "Group";
  const round = Math.floor(index / groupNames.length);
  return round === 0 ? name : `${name} ${round + 1}`;
};

/** Distinct, in the order of hiring, starting anywhere: cheap for groups of any size. */
const pickMembers = (random: Random, people: readonly OrgUser[], size: number): readonly string[] => {
  if (people.length === 0) return [];
  const start = random.below(people.length);
  return Array.from({ length: size }, (_, offset) => people[(start + offset) % people.length]?.id ?? "");
};

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const oktaId = (prefix: string, random: Random): string =>
  prefix + Array.from({ length: 17 }, () => alphabet[random.below(alphabet.length)]).join("");
