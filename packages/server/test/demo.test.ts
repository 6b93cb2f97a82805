import { type Belief, createBelief, providers } from "@rollcall/simulator";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createTestDatabase, engines } from "../../../test/databases.ts";
import type { ApiState } from "../src/cli/demo/client.ts";
import { compareWithApi } from "../src/cli/demo/compare.ts";
import { runCli } from "./support/cli-process.ts";

/** Each test starts a process, on a machine that may be running others. */
vi.setConfig({ testTimeout: 120_000 });

const names = providers.okta.personas;

describe.each(engines)("The demo on %s", (engine) => {
  it.each(names)("shows a directory's life as %s, and ends with what was pushed", async (persona) => {
    const database = await createTestDatabase(engine);
    onTestFinished(() => database.drop());
    const { code, stdout, stderr } = await runCli([
      ...["demo", "--persona", persona],
      ...["--database", database.url],
    ]);
    expect(stderr).toBe("");
    expect(stdout).toContain(`Okta (${persona}) is connected to http://localhost:`);
    const steps = [
      ...["test connection", "assign 25 users", "link to an existing user", "update a user"],
      ...["deactivate a user", "reactivate the user", "push 3 groups", "add a member", "remove a member"],
      ...["rename a group", "unlink a group and delete it", "unlink a group and leave it"],
    ];
    for (const step of steps) expect(stdout).toContain(`✓ ${step}: `);
    for (const event of ["user.created", "user.updated", "group.created", "group.updated", "group.deleted"])
      expect(stdout).toContain(`← dsync.${event}  `);
    expect(stdout).toMatch(/← dsync\.group\.user_(added|removed) {2}\S+ · /);
    expect(stdout).toMatch(/^active users +25 +25$/m);
    expect(stdout).toMatch(/^groups +2 +2$/m);
    const [, logged, received] =
      /^(\d+) events in the log, (\d+) received, every signature/m.exec(stdout) ?? [];
    expect(Number(logged)).toBeGreaterThan(50);
    expect(received).toBe(logged);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("✓ What was pushed is what the API returns.");
    expect(stdout).not.toContain("✗");
    expect(code).toBe(0);
  });
});

describe("The demo's comparison", () => {
  type Change = (state: { users: Record<string, unknown>[]; groups: Record<string, unknown>[] }) => void;

  const pushed = (): Belief => {
    const belief = createBelief();
    for (const name of ["ada", "ben"]) {
      const userName = `${name}@example.com`;
      const email = userName;
      const user = { id: `scim-${name}`, userName, email, givenName: name, familyName: "X", active: true };
      belief.users.set(`00u-${name}`, user);
    }
    const group = { id: "scim-crew", displayName: "Crew", state: "linked" } as const;
    belief.groups.set("00g-crew", { ...group, members: new Set(["00u-ada"]) });
    belief.groups.set("00g-gone", { ...group, displayName: "Gone", members: new Set(), state: "deleted" });
    return belief;
  };

  const read = () => ({
    users: ["ada", "ben"].map((name): Record<string, unknown> => {
      const username = `${name}@example.com`;
      const groups = name === "ada" ? [{ id: "group-1" }] : [];
      return { username, email: username, first_name: name, last_name: "X", state: "active", groups };
    }),
    groups: [{ id: "group-1", name: "Crew" }] as Record<string, unknown>[],
  });

  const differencesAfter = (change: Change) => {
    const state = read();
    change(state);
    return compareWithApi(pushed(), state as unknown as ApiState).differences;
  };

  it("finds nothing where the API returns what was pushed", () => {
    expect(differencesAfter(() => undefined)).toEqual([]);
  });

  it.each<readonly [string, Change, RegExp]>([
    ["a user is missing", ({ users }) => users.pop(), /^user ben@.*the API has nothing$/],
    [
      "a user is too much",
      ({ users }) => users.push({ ...users[1], username: "eve" }),
      /^user eve: pushed nothing/,
    ],
    ["a name differs", ({ users }) => Object.assign(users[0]!, { last_name: "Y" }), /ada Y/],
    ["an e-mail differs", ({ users }) => Object.assign(users[0]!, { email: null }), /<> active$/],
    ["a state differs", ({ users }) => Object.assign(users[1]!, { state: "inactive" }), / inactive$/],
    ["a group is missing", ({ groups }) => groups.pop(), /^group Crew: /],
    [
      "a deleted group is back",
      ({ groups }) => groups.push({ id: "2", name: "Gone" }),
      /^group Gone: pushed nothing/,
    ],
    [
      "a member is missing",
      ({ users }) => Object.assign(users[0]!, { groups: [] }),
      /^group Crew: pushed ada@/,
    ],
    [
      "a member is too much",
      ({ users }) => Object.assign(users[1]!, { groups: [{ id: "group-1" }] }),
      /ada@.*, ben@/,
    ],
  ])("says so when %s", (_what, change, message) => {
    const differences = differencesAfter(change);
    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatch(message);
  });
});
