import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { connect, makeOrg, providers, runImport } from "@rollcall/simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, engines } from "../../../test/databases.ts";
import { viewDatabase } from "./support/database-view.ts";
import { done } from "./support/done.ts";
import { expectSame } from "./support/okta-app.ts";
import { type RunningDirectory, type RunningServer, startRunningServer } from "./support/running-server.ts";
import { replay, transcriptsOf } from "./support/transcripts.ts";
import type { Wire } from "./support/wire.ts";

const names = providers.okta.personas;
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const headers = {
  Accept: "application/scim+json",
  "Content-Type": "application/scim+json; charset=utf-8",
  "User-Agent": "Okta SCIM Client 1.0.0",
};

const newUser = (index: number, active = true) => ({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
  userName: `user.${index}@example.com`,
  name: { givenName: "User", familyName: String(index) },
  emails: [{ primary: true, value: `user.${index}@example.com`, type: "work" }],
  externalId: `00u${String(index).padStart(17, "0")}`,
  groups: [],
  password: "Tq7!mZ2x",
  active,
});

async function createUsers(wire: Wire, count: number, inactive: (index: number) => boolean = () => false) {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const { status, body } = await wire.send("POST", "/Users", newUser(index, !inactive(index)));
    expect(status).toBe(201);
    ids.push(String(body.id));
  }
  return ids;
}

/** Everything that the database keeps: the bytes of SQLite's files, the rows of PostgreSQL's tables. */
async function contentOf(engine: Engine, url: string): Promise<string> {
  if (engine === "sqlite") {
    const folder = dirname(url.slice("sqlite:".length));
    return readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), "latin1"))
      .join("\n");
  }
  const view = await viewDatabase(url);
  const tables = await view.rows("select tablename as name from pg_tables where schemaname = 'public'");
  const rows: unknown[] = [];
  for (const { name } of tables) rows.push(await view.rows(`select * from "${name}"`));
  await view.close();
  return JSON.stringify(rows);
}

describe.each(engines)("What Okta sends, on %s", (engine) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startRunningServer(engine, { ROLLCALL_RATE_LIMIT: "off" });
  });
  afterAll(() => server.close());

  it.each(transcriptsOf("okta"))("%s", (_file, transcript) => replay(transcript, server));

  describe("passwords", () => {
    const secrets = ["first-Placeholder-91", "put-Password-92", "patch-Password-93", "broken-Password-94"];

    it("are never returned, stored, told or logged [B16d, E7]", async () => {
      const directory = await server.createDirectory();
      const wire = directory.wire(headers);
      const [first, put, patch, broken] = secrets;
      const user = { ...newUser(1), displayName: "Kept-Display-Name-95" };
      const created = await wire.send("POST", "/Users", { ...user, password: first });
      const path = `/Users/${created.body.id}`;
      const operations = [{ op: "replace", value: { password: patch } }];
      const answers = [
        created,
        await wire.send("PUT", path, { ...user, password: put }),
        await wire.send("PATCH", path, { schemas: [PATCH_OP], Operations: operations }),
        await wire.send("POST", "/Users", { ...user, password: first }),
        await wire.send("POST", "/Users", `{"userName": "x", "password": "${broken}", }`),
        await wire.send("POST", "/Users", { ...user, userName: 7, password: broken }),
        await wire.send("GET", path),
        await wire.send("GET", "/Users?attributes=userName,password"),
      ];
      expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 409, 400, 400, 200, 200]);
      const told = JSON.stringify([await directory.events(), await directory.users()]);
      wire.close();

      const stored = await contentOf(engine, server.databaseUrl);
      expect(stored).toContain("Kept-Display-Name-95");
      for (const secret of secrets) {
        for (const { text } of answers) expect(text).not.toContain(secret);
        expect(told).not.toContain(secret);
        expect(stored).not.toContain(secret);
        expect(server.logged.join("\n")).not.toContain(secret);
      }
    });
  });

  describe("a group of 260 members", () => {
    let directory: RunningDirectory;
    let wire: Wire;
    let ids: readonly string[];
    const members = (some: readonly string[]) => some.map((value) => ({ value, display: value }));
    const change = (...list: object[]) => ({ schemas: [PATCH_OP], Operations: list });
    const stored = async (id: unknown) => {
      const { body } = await wire.send("GET", `/Groups/${id}`);
      return (body.members as { value: string }[]).map(({ value }) => value).sort();
    };

    beforeAll(async () => {
      directory = await server.createDirectory();
      wire = directory.wire(headers);
      ids = await createUsers(wire, 261);
    });
    afterAll(() => wire.close());

    // As seen elsewhere in FusionAuth issue 2784: the server's own page leaked into its read-modify-write.
    it("is not cut to a page by a PATCH of one member", async () => {
      const last = ids[260]!;
      const input = { schemas: [GROUP], displayName: "Large", members: members(ids.slice(0, 260)) };
      const { body: group } = await wire.send("POST", "/Groups", input);
      expect(await stored(group.id)).toHaveLength(260);
      const add = change({ op: "add", path: "members", value: members([last]) });
      expect((await wire.send("PATCH", `/Groups/${group.id}`, add)).status).toBe(204);
      expect(await stored(group.id)).toEqual([...ids].sort());
      const remove = change({ op: "remove", path: `members[value eq "${ids[0]}"]` });
      expect((await wire.send("PATCH", `/Groups/${group.id}`, remove)).status).toBe(204);
      expect(await stored(group.id)).toEqual(ids.slice(1).sort());
      const rename = change({ op: "replace", value: { id: group.id, displayName: "Larger" } });
      expect((await wire.send("PATCH", `/Groups/${group.id}`, rename)).status).toBe(204);
      expect(await stored(group.id)).toEqual(ids.slice(1).sort());
      const { body: list } = await wire.send("GET", "/Groups?startIndex=1&count=100");
      expect((list.Resources as { members: unknown[] }[])[0]?.members).toHaveLength(260);
    });

    it("takes its changes in batches of 100 at once, and loses none", async () => {
      const input = { schemas: [GROUP], displayName: "Raced", members: [] };
      const { body: group } = await wire.send("POST", "/Groups", input);
      const batches = [ids.slice(0, 100), ids.slice(100, 200), ids.slice(200)];
      const answers = await Promise.all(
        batches.map(async (batch) => {
          const own = directory.wire(headers);
          const body = change({ op: "add", path: "members", value: members(batch) });
          const answer = await own.send("PATCH", `/Groups/${group.id}`, body);
          own.close();
          return answer.status;
        }),
      );
      expect(answers).toEqual([204, 204, 204]);
      expect(await stored(group.id)).toEqual([...ids].sort());
    });
  });

  describe("an import of 250 users", () => {
    it("reads pages of 100, each user once, the inactive ones too", async () => {
      const directory = await server.createDirectory();
      const wire = directory.wire(headers);
      const ids = await createUsers(wire, 250, (index) => index % 10 === 4);
      const seen: { id: string; active: boolean }[] = [];
      const sizes: unknown[] = [];
      for (const startIndex of [1, 101, 201, 301]) {
        const { body } = await wire.send("GET", `/Users?startIndex=${startIndex}&count=100`);
        expect(body).toMatchObject({ totalResults: 250, startIndex });
        sizes.push(body.itemsPerPage);
        seen.push(...(body.Resources as { id: string; active: boolean }[]));
      }
      expect(sizes).toEqual([100, 100, 50, 0]);
      expect(seen.map(({ id }) => id)).toEqual(ids);
      expect(seen.filter(({ active }) => !active)).toHaveLength(25);
      wire.close();

      using okta = connect({ persona: "okta-wizard", url: directory.scimUrl, token: directory.token });
      const { totalResults, users, skippedInactive } = await done(okta.persona.importUsers());
      expect([totalResults, users.length, skippedInactive]).toEqual([250, 225, 25]);
    });
  });

  it.each(names)("%s works with every switch turned the other way", async (persona) => {
    const directory = await server.createDirectory();
    const switches = {
      auth: "doubled",
      uniqueIdentifier: "email",
      emailTypeMapped: persona === "okta-wizard",
      attributes: "standard",
      filterEncoding: "plus",
      patchBatch: 3,
      concurrentGroupPushes: true,
      passwordSync: true,
      importGroups: true,
    } as const;
    using okta = connect({ persona, url: `${directory.scimUrl}/`, token: directory.token, switches });
    await done(okta.persona.testConnection());
    const org = makeOrg({ users: 25, groups: 3, membersPerGroup: 8 });
    const imported = await runImport(okta.persona, org);
    expect(imported).toMatchObject({ users: { created: 25, failed: 0 }, groups: { created: 3, failed: 0 } });
    await done(okta.persona.changePassword(org.users[0]!, "An0ther-Passw0rd"));
    const [group] = org.groups;
    const outsiders = org.users.filter(({ id }) => !group!.members.includes(id)).map(({ id }) => id);
    await done(okta.persona.updateMembership(group!, { add: outsiders, remove: group!.members.slice(0, 5) }));
    await expectSame(okta, directory);
  });
});
