import { providers } from "@rollcall/simulator";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { engines } from "../../../test/databases.ts";
import { runCli } from "./support/cli-process.ts";
import { freePort } from "./support/free-port.ts";
import { type RunningServer, startRunningServer } from "./support/running-server.ts";

/** Each test starts processes, on a machine that may be running others. */
vi.setConfig({ testTimeout: 120_000 });

const names = providers.okta.personas;

const simulate = ({ scimUrl: url, token }: { scimUrl: string; token: string }, ...more: readonly string[]) =>
  runCli(["simulate", "okta", "--url", url, "--token", token, ...more]);

describe.each(engines)("rollcall simulate okta against a server on %s", (engine) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startRunningServer(engine);
  });
  afterAll(() => server.close());

  it.each(names)("%s pushes 30 users and 3 groups, and links them when it runs again", async (persona) => {
    const own = await server.createDirectory();
    const size = ["--persona", persona, "--users", "30", "--groups", "3"];
    const first = await simulate(own, ...size);
    expect(first.stderr).toBe("");
    expect(first.stdout).toMatch(/^operation +request +requests +failed +429 +p50 ms +p99 ms$/m);
    expect(first.stdout).toMatch(/^assign user +POST \/Users +30 +0 +0 +\d+\.\d +\d+\.\d$/m);
    expect(first.stdout).toMatch(/^total +\d+ +0 +0 /m);
    expect(first.stdout).toMatch(/^users +30 +30 +0 +0$/m);
    expect(first.stdout).toMatch(/^groups +3 +3 +0 +0$/m);
    expect(first.stdout.trimEnd().split("\n").at(-1)).toBe("The server holds what was pushed.");
    expect(first.code).toBe(0);

    const second = await simulate(own, ...size);
    expect(second.stdout).not.toContain("POST /Users");
    expect(second.stdout).toMatch(/^assign user +PUT \/Users\/\{id\} +30 +0 +0 /m);
    expect(second.stdout).toMatch(/^users +30 +30 +0 +0$/m);
    expect(second.code).toBe(0);
    expect(await own.users()).toHaveLength(30);
    expect(await own.groups()).toHaveLength(3);
  });
});

describe("rollcall simulate okta", () => {
  const directory = { scimUrl: "http://127.0.0.1:1/scim/v2/x", token: "t" };
  let server: RunningServer;
  beforeAll(async () => {
    server = await startRunningServer("sqlite");
  });
  afterAll(() => server.close());

  it("writes the report as JSON and nothing else, and counts who was there before", async () => {
    const own = await server.createDirectory();
    const before = own.wire({});
    const user = { userName: "there@example.com", active: true };
    expect((await before.send("POST", "/Users", user)).status).toBe(201);
    before.close();
    const { code, stdout } = await simulate(own, "--users", "3", "--groups", "1", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      persona: "okta-catalog",
      url: own.scimUrl,
      imported: { users: { created: 3, linked: 0, failed: 0 }, groups: { created: 1 } },
      comparison: { users: { pushed: 3, same: 3, others: 1 }, differences: [] },
    });
    expect(code).toBe(0);
  });

  it("stops at a wrong token, with what the server said", async () => {
    const { scimUrl } = await server.createDirectory();
    const { code, stdout } = await simulate({ scimUrl, token: "wrong" }, "--users", "3");
    expect(stdout).toMatch(
      /^test connection +the connection +Authorization failed\. The server answered 401: The token/m,
    );
    expect(stdout).not.toContain("POST /Users");
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^Not as it should be: 1 job failed; /);
    expect(code).toBe(1);
  });

  it("says that a server cannot be reached", async () => {
    const scimUrl = `http://127.0.0.1:${await freePort()}/scim/v2/x`;
    const { code, stdout } = await simulate({ ...directory, scimUrl }, "--users", "3");
    expect(stdout).toContain("The server can't be reached: connect ECONNREFUSED");
    expect(code).toBe(1);
  });

  it("refuses what no option can be, in one line", async () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [["--persona", "entra"], /argument 'entra' is invalid\. Allowed choices are okta-catalog, okta-wizard/],
      [["--users", "-1"], /--users must be a whole number from 0 to 1000000, not "-1"/],
      [["--url", "localhost:8787"], /--url must be an http or https URL, not "localhost:8787"/],
    ];
    const runs = await Promise.all(cases.map(([options]) => simulate(directory, ...options)));
    for (const [index, { code, stdout, stderr }] of runs.entries()) {
      expect(stderr).toMatch(cases[index]![1]);
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
      expect([code, stdout]).toEqual([1, ""]);
    }
  });
});
