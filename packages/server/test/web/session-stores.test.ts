import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { createApiKeys } from "../../src/access/api-keys.ts";
import { createOperatorSessions } from "../../src/access/operator-sessions.ts";
import { createPortalLinks } from "../../src/portal/portal-links.ts";
import { createPortalSessions, type PortalSessions } from "../../src/portal/portal-sessions.ts";
import { createApiKeyStore } from "../../src/storage/stores/api-key-store.ts";
import { removeExpiredSessions } from "../../src/storage/stores/expired-sessions.ts";
import { createInstallationCounts } from "../../src/storage/stores/installation-counts.ts";
import { createOperatorSessionStore } from "../../src/storage/stores/operator-session-store.ts";
import { createPortalStore } from "../../src/storage/stores/portal-store.ts";
import { type DirectoryFixture, directoryFixture } from "../support/directory-fixture.ts";
import { openTestStorage, type TestStorage } from "../support/test-storage.ts";

const HOUR = 3_600_000;

describe.each(engines)("on %s", (engine) => {
  let opened: TestStorage;
  let fixture: DirectoryFixture;
  let now: number;
  const clock = { now: () => now };

  beforeEach(async () => {
    now = Date.parse("2026-05-01T09:00:00Z");
    opened = await openTestStorage(engine);
    fixture = await directoryFixture(opened.storage);
  });

  afterEach(() => opened.close());

  function portal(): { newToken(): Promise<string>; sessions: PortalSessions } {
    const store = createPortalStore(opened.storage.engine);
    const publicUrl = "https://sync.example.com";
    const links = createPortalLinks({ store, clock, publicUrl, redirectRules: { allowLoopback: false } });
    return {
      sessions: createPortalSessions({ store, clock }),
      async newToken() {
        const { organizationId } = fixture.directory;
        const { link } = await links.generate({ organizationId, intent: "dsync" }, { source: "api" });
        return new URL(link).searchParams.get("token")!;
      },
    };
  }

  test("of many who open one link at the same moment, one gets in", async () => {
    const { sessions, newToken } = portal();
    for (let round = 0; round < 3; round++) {
      const token = await newToken();
      const tries = await Promise.allSettled(Array.from({ length: 8 }, () => sessions.open(token)));
      expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const each of tries)
        if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "portal_link_used" });
    }
    expect(await opened.rows("select * from portal_sessions")).toHaveLength(3);
  });

  test("what has run out is removed, and what has not stays", async () => {
    const { sessions, newToken } = portal();
    const sweep = () => removeExpiredSessions(opened.storage.engine, now, 100);
    const { secret } = await sessions.open(await newToken());
    now += 3 * HOUR;
    expect(await sweep()).toBe(false);
    expect(await sessions.identify(secret)).toBeDefined();
    now += 2 * HOUR;
    expect(await sweep()).toBe(true);
    expect(await opened.rows("select * from portal_sessions")).toEqual([]);
    // Who opens it a day later hears that it was used, and not that it never was.
    expect(await opened.rows("select * from portal_links")).toHaveLength(1);
    now += 8 * 24 * HOUR;
    expect(await sweep()).toBe(true);
    expect(await opened.rows("select * from portal_links")).toEqual([]);
    expect(await sweep()).toBe(false);
  });

  test("revoking an API key ends the sessions that it opened, and no others", async () => {
    const store = createApiKeyStore(opened.storage.engine);
    const apiKeys = createApiKeys({ store, clock, used: () => {} });
    const sessions = createOperatorSessions({
      store: createOperatorSessionStore(opened.storage.engine),
      apiKeys,
      clock,
    });
    const [first, second] = [await apiKeys.create("First"), await apiKeys.create("Second")];
    const mine = (await sessions.open(first.plaintext))!;
    const other = (await sessions.open(second.plaintext))!;
    expect(await sessions.identify(mine.secret)).toMatchObject({
      caller: { id: first.key.id, name: "First" },
    });
    await apiKeys.revoke(first.key.id);
    expect(await sessions.identify(mine.secret)).toBeUndefined();
    expect(await sessions.identify(other.secret)).toBeDefined();
  });

  test("another ROLLCALL_API_KEY ends the sessions of the one before", async () => {
    const keyed = (bootstrapKey?: string) => {
      const given = bootstrapKey === undefined ? {} : { bootstrapKey };
      const store = createApiKeyStore(opened.storage.engine);
      return createOperatorSessions({
        store: createOperatorSessionStore(opened.storage.engine),
        apiKeys: createApiKeys({ store, clock, used: () => {}, ...given }),
        clock,
        ...given,
      });
    };
    const before = `sk_${"a".repeat(32)}`;
    const { secret } = (await keyed(before).open(before))!;
    expect(await keyed(before).identify(secret)).toBeDefined();
    expect(await keyed(`sk_${"b".repeat(32)}`).identify(secret)).toBeUndefined();
    expect(await keyed().identify(secret)).toBeUndefined();
  });

  test("the counts are those of all directories", async () => {
    await fixture.user("one@example.com");
    await fixture.user("two@example.com", { active: false });
    await fixture.group("Everyone");
    const other = await directoryFixture(opened.storage);
    await other.user("one@example.com");
    expect(await createInstallationCounts(opened.storage.engine)()).toEqual({
      organizations: 2,
      directories: 2,
      activeUsers: 2,
      inactiveUsers: 1,
      groups: 1,
    });
  });
});
