import { describe, expect, it } from "vitest";
import { providers, type SimulateOptions, simulate } from "../src/index.ts";
import { startForeignServer } from "./support/foreign-server.ts";
import { error } from "./support/recording-server.ts";

const run = async (url: string, options: Partial<SimulateOptions> = {}) => {
  const lines: string[] = [];
  const output = (line: string) => void lines.push(line);
  const report = await simulate({ provider: "okta", url, token: "t", output, ...options });
  return { report, lines, text: lines.join("\n") };
};

describe.each(providers.okta.personas)("%s against a server that is not ours", (persona) => {
  it("pushes a company, finds it there, and links to it the second time", async () => {
    await using server = await startForeignServer({ membersOnlyById: true });
    const size = { persona, users: 130, groups: 4, membersPerGroup: 20 };
    const first = await run(server.url, size);
    expect(first.report).toMatchObject({
      ok: true,
      provider: "okta",
      persona,
      evidence: persona === "okta-wizard" ? "recorded" : "documented",
      tasks: [],
      imported: {
        users: { created: 130, linked: 0, failed: 0 },
        groups: { created: 4, linked: 0, failed: 0 },
      },
      comparison: {
        users: { pushed: 130, same: 130, others: 0 },
        groups: { pushed: 4, same: 4, others: 0 },
        differences: [],
      },
    });
    expect(first.lines.at(-1)).toBe("The server holds what was pushed.");
    const second = await run(server.url, { ...size, concurrency: 16, concurrentGroupPushes: true });
    expect(second.report).toMatchObject({
      ok: true,
      imported: {
        users: { created: 0, linked: 130, failed: 0 },
        groups: { created: 0, linked: 4, failed: 0 },
      },
    });
    expect(server.users.size).toBe(130);
  });

  it("walks through the life of a directory, twice", async () => {
    await using server = await startForeignServer();
    const options = { persona, scenario: "lifecycle", passwordSync: true } as const;
    const first = await run(server.url, options);
    expect(
      first.report.steps?.map(({ name, ok, result }) => `${ok ? "ok" : "failed"}: ${name}: ${result}`),
    ).toEqual([
      "ok: test connection: the server answers",
      "ok: assign 25 users: 25 created, 0 linked, 0 failed",
      expect.stringMatching(/^ok: link to an existing user: .* linked, same id$/),
      expect.stringMatching(/^ok: update a user: /),
      "ok: change a password: sent",
      expect.stringMatching(/^ok: deactivate a user: /),
      "ok: reactivate the user: active again, same id",
      "ok: push 3 groups: 3 created, 0 linked, 0 failed",
      expect.stringMatching(/^ok: add a member: .* joined$/),
      "ok: remove a member: one member left",
      'ok: rename a group: now "Everyone (renamed)"',
      "ok: unlink a group and delete it: deleted on the server",
      "ok: unlink a group and leave it: it stays",
    ]);
    expect(first.report).toMatchObject({
      ok: true,
      comparison: { groups: { pushed: 3, same: 3, others: 0 } },
    });
    expect(server.groups.size).toBe(2);
    expect(first.text).toContain("✓ rename a group");
    expect((await run(server.url, options)).report).toMatchObject({ ok: true });
  });
});

describe("what it finds out about a server", () => {
  it("that keeps only 100 members of a group", async () => {
    await using server = await startForeignServer({ memberLimit: 100 });
    const { report, text } = await run(server.url, { users: 120, groups: 1, membersPerGroup: 120 });
    expect(report.ok).toBe(false);
    expect(report.comparison?.differences).toMatchObject([
      { resource: "group", subject: "Everyone", field: "members", pushed: "120 members" },
    ]);
    expect(text).toMatch(/100, missing u\d+( u\d+){4} and 15 more/);
    expect(text).toContain("Not as it should be: 1 difference between what was pushed and what is there.");
  });

  it("that spoils names, addresses, states and ids", async () => {
    let turn = 0;
    const spoil = (user: { id: string; [name: string]: unknown }) => {
      turn += 1;
      if (turn === 1) return { ...user, name: { givenName: "?", familyName: "?" } };
      if (turn === 2) return { ...user, emails: [], active: false };
      return turn === 3 ? { ...user, userName: "other" } : user;
    };
    await using server = await startForeignServer({ spoil });
    const { report } = await run(server.url, { users: 5, groups: 0, concurrency: 1 });
    expect(report.comparison?.differences.map(({ field }) => field)).toEqual([
      "givenName",
      "familyName",
      "email",
      "active",
      "userName",
    ]);
    expect(report.comparison?.users).toEqual({ pushed: 5, same: 2, others: 0 });
  });

  it("that does not delete a group", async () => {
    const intercept = ({ method }: { method: string }) => (method === "DELETE" ? { status: 204 } : undefined);
    await using server = await startForeignServer({ intercept });
    const { report } = await run(server.url, { scenario: "lifecycle" });
    expect(report.comparison?.differences).toMatchObject([
      { resource: "group", field: "existence", pushed: "", found: "there" },
    ]);
  });

  it("that refuses a user: the others are pushed and the job is listed", async () => {
    let posts = 0;
    const intercept = ({ method, url }: { method: string; url: string }) => {
      if (method !== "POST" || !url.endsWith("/Users")) return undefined;
      posts += 1;
      return posts === 3 ? error(409, "Licence limit reached.") : undefined;
    };
    await using server = await startForeignServer({ intercept });
    const { report, text } = await run(server.url, { users: 10, groups: 0, concurrency: 1 });
    expect(report).toMatchObject({ ok: false, imported: { users: { created: 9, failed: 1 } } });
    expect(text).toContain("The server answered 409: Licence limit reached.");
    const post = report.operations.find(({ request }) => request === "POST /Users");
    expect(post).toMatchObject({ operation: "assign user", requests: 10, failures: 1, throttled: 0 });
  });

  it("that returns small pages: nothing is missed when it is read back", async () => {
    await using server = await startForeignServer({ pageLimit: 7 });
    const { report } = await run(server.url, { users: 25, groups: 0 });
    expect(report).toMatchObject({ ok: true, comparison: { users: { same: 25 } } });
  });
});

it("stops after the connection test when the token is wrong", async () => {
  await using server = await startForeignServer({ intercept: () => error(401, "Unknown token.") });
  for (const scenario of ["import", "lifecycle"] as const) {
    const { report } = await run(server.url, { scenario });
    expect(report).toMatchObject({ ok: false, tasks: [{ operation: "test connection", status: 401 }] });
    expect(report.totals).toMatchObject({ requests: 1, failures: 1 });
    expect(report.comparison).toBeUndefined();
  }
  expect(server.seen).toHaveLength(2);
});

it("warns of a base URL that Okta refuses, and refuses it itself when it is realistic", async () => {
  await using server = await startForeignServer();
  const url = server.url.replace("/scim/v2", "/scim_v2");
  const warned = await run(url, { users: 1, groups: 0 });
  expect(warned.report.ok).toBe(true);
  expect(warned.text).toContain('warning: Okta refuses a base URL that contains "_"');
  const asked = server.seen.length;
  expect((await run(url, { realistic: true })).report.ok).toBe(false);
  expect(server.seen).toHaveLength(asked);
});

it("gives the report as JSON and nothing beside it", async () => {
  await using server = await startForeignServer();
  const { report, lines } = await run(server.url, { json: true, users: 3 });
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toEqual(JSON.parse(JSON.stringify(report)));
});

it("says how far it is", async () => {
  await using server = await startForeignServer();
  const updates: string[] = [];
  const update = (line: string) => void updates.push(line);
  const progress = { update, announce: update, end: () => update("end") };
  await run(server.url, { users: 2, groups: 1, progress, concurrency: 1 });
  expect(updates.slice(0, 4)).toEqual(["users 1/2", "users 2/2", "groups 1/1", "end"]);
});

it("says how long it waits when the server asks it to slow down", async () => {
  let refused = 0;
  const intercept = ({ url }: { url: string }) => {
    if (!url.includes("filter") || refused === 2) return undefined;
    refused += 1;
    return refused === 1 ? { status: 429, headers: { "Retry-After": "3" } } : { status: 429 };
  };
  await using server = await startForeignServer({ intercept });
  const updates: string[] = [];
  const announce = (line: string) => void updates.push(line);
  const progress = { update: announce, announce, end: () => undefined };
  const transport = { sleep: async () => undefined };
  const { report } = await run(server.url, { users: 1, groups: 0, progress, transport });
  expect(updates).toEqual([
    "429 at assign user: attempt 2 of 10 in 3 s",
    "429 at assign user: attempt 3 of 10 in 300 s",
    "users 1/1",
  ]);
  expect(report).toMatchObject({ ok: true, totals: { failures: 2, throttled: 2 } });
});

it("stops everything in flight when it is told to", async () => {
  const stop = new AbortController();
  let posts = 0;
  const intercept = ({ method }: { method: string }) => {
    posts += method === "POST" ? 1 : 0;
    if (posts === 5) stop.abort(new Error("Ctrl-C"));
    return undefined;
  };
  await using server = await startForeignServer({ intercept });
  await expect(run(server.url, { users: 200, transport: { signal: stop.signal } })).rejects.toThrow("Ctrl-C");
  // What was on its way may still arrive.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(server.seen.length).toBeLessThan(20);
});
