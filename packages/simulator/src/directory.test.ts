import { expect, it } from "vitest";
import { makeOrg } from "./directory.ts";

const size = { users: 500, groups: 12, membersPerGroup: 30 };

it("makes the same company from the same seed, another from another", () => {
  expect(makeOrg({ ...size, seed: 7 })).toEqual(makeOrg({ ...size, seed: 7 }));
  expect(makeOrg({ ...size, seed: 8 }).users[0]!.id).not.toBe(makeOrg({ ...size, seed: 7 }).users[0]!.id);
});

it("gives everybody Okta's kind of id and a login of one's own", () => {
  const { users, groups } = makeOrg(size);
  for (const { id } of users) expect(id).toMatch(/^00u[0-9A-Za-z]{17}$/);
  for (const { id } of groups) expect(id).toMatch(/^00g[0-9A-Za-z]{17}$/);
  for (const key of ["id", "login", "email"] as const) {
    expect(new Set(users.map((user) => user[key].toLowerCase())).size).toBe(500);
  }
  expect(new Set(groups.map(({ name }) => name)).size).toBe(12);
});

it("has the names that break servers", () => {
  const { users } = makeOrg(size);
  const some = (test: RegExp, of: (user: (typeof users)[number]) => string) =>
    expect(users.some((user) => test.test(of(user)))).toBe(true);
  some(/\+/, ({ login }) => login);
  some(/\+/, ({ email }) => email);
  some(/'/, ({ login }) => login);
  some(/\p{Script=Han}/u, ({ familyName }) => familyName);
  some(/\p{Script=Arabic}/u, ({ givenName }) => givenName);
  some(/\u0301/u, ({ familyName }) => familyName);
  some(/[\u{10000}-\u{10ffff}]/u, ({ givenName }) => givenName);
  for (const { login } of users) expect(login).toMatch(/^[\w.'+-]+@harborlight\.example$/);
});

it("knows every manager and every member", () => {
  const { users, groups } = makeOrg(size);
  const ids = new Set(users.map(({ id }) => id));
  for (const { manager, id } of users)
    expect(manager === undefined || (ids.has(manager.id) && manager.id !== id)).toBe(true);
  expect(users.filter(({ manager }) => manager === undefined)).toHaveLength(1);
  for (const { members } of groups) {
    expect(new Set(members).size).toBe(30);
    expect(members.every((member) => ids.has(member))).toBe(true);
  }
});

it("has no more members than users", () => {
  expect(makeOrg({ users: 3, groups: 1 }).groups[0]!.members).toHaveLength(3);
  expect(makeOrg({ users: 0, groups: 1 }).groups[0]!.members).toEqual([]);
});
