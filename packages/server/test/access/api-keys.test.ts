import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { type ApiKeys, createApiKeys } from "../../src/access/api-keys.ts";
import { hashSecret } from "../../src/kernel/credentials.ts";
import { createApiKeyStore } from "../../src/storage/stores/api-key-store.ts";
import { manualClock } from "../support/directory-fixture.ts";
import { openTestStorage, type TestStorage } from "../support/test-storage.ts";

const BOOTSTRAP = "sk_bootstrap_0123456789abcdefghijkl";

describe.each(engines)("API keys on %s", (engine) => {
  let db: TestStorage;
  let used: string[];
  const clock = manualClock(1_700_000_000_000);
  beforeAll(async () => {
    db = await openTestStorage(engine);
  });
  beforeEach(() => {
    used = [];
  });
  afterAll(() => db?.close());

  const open = (bootstrapKey?: string): ApiKeys =>
    createApiKeys({
      store: createApiKeyStore(db.storage.engine),
      clock,
      used: (id) => void used.push(id),
      ...(bootstrapKey === undefined ? {} : { bootstrapKey }),
    });

  test("of all who start on an empty database one makes the first key, and none later", async () => {
    const made = await Promise.all([1, 2, 3].map(() => open().createFirst()));
    const plaintexts = made.filter((plaintext) => plaintext !== undefined);
    expect(plaintexts).toHaveLength(1);
    const identity = await open().verify(`Bearer ${plaintexts[0]}`);
    expect(identity).toMatchObject({ name: "First key" });
    await open().revoke(identity?.id ?? "");
    expect(await open().createFirst()).toBeUndefined();
    expect(await open().verify(`Bearer ${plaintexts[0]}`)).toBeUndefined();
  });

  test("a key verifies until it is revoked, here at once and elsewhere within half a second", async () => {
    const keys = open();
    const elsewhere = open();
    const { key, plaintext } = await keys.create("CI");
    expect(plaintext).toMatch(/^sk_/);
    expect(key.suffix).toBe(plaintext.slice(-4));
    for (const each of [keys, elsewhere])
      expect(await each.verify(`Bearer ${plaintext}`)).toEqual({ id: key.id, name: "CI" });
    expect(used).toEqual([key.id, key.id]);
    await keys.revoke(key.id);
    expect(await keys.verify(`Bearer ${plaintext}`)).toBeUndefined();
    clock.set(clock.now() + 500);
    expect(await elsewhere.verify(`Bearer ${plaintext}`)).toBeUndefined();
    await expect(keys.revoke(key.id)).rejects.toMatchObject({ code: "entity_not_found" });
    expect((await keys.list()).map(({ id }) => id)).not.toContain(key.id);
  });

  test("anything but a whole key is nobody", async () => {
    const keys = open(BOOTSTRAP);
    const { plaintext } = await keys.create("Real");
    for (const header of [
      undefined,
      "",
      "Bearer ",
      "Bearer sk_",
      `Bearer ${plaintext}x`,
      `Bearer ${plaintext.slice(0, -1)}`,
      `Bearer ${BOOTSTRAP.slice(0, -1)}`,
      `Basic ${plaintext}`,
    ])
      expect([header, await keys.verify(header)]).toEqual([header, undefined]);
    expect(used).toEqual([]);
  });

  test("the bootstrap key is valid while it is set, and nothing of it is stored", async () => {
    expect(await open(BOOTSTRAP).verify(`Bearer ${BOOTSTRAP}`)).toEqual({
      id: "environment",
      name: "ROLLCALL_API_KEY",
    });
    expect(await open().verify(`Bearer ${BOOTSTRAP}`)).toBeUndefined();
    const stored = await db.rows("select * from api_keys");
    expect(JSON.stringify(stored)).not.toContain(hashSecret(BOOTSTRAP));
  });

  test("only hashes are stored", async () => {
    const { plaintext } = await open().create("Hidden");
    const stored = JSON.stringify(await db.rows("select * from api_keys"));
    expect(stored).not.toContain(plaintext);
    expect(stored).toContain(hashSecret(plaintext));
  });

  test("the last use is written and never goes back", async () => {
    const store = createApiKeyStore(db.storage.engine);
    const { key } = await open().create("Used");
    const lastUse = async () => (await store.list()).find(({ id }) => id === key.id)?.lastUsedAt;
    expect(await lastUse()).toBeNull();
    await store.touch([{ id: key.id, at: 120_000 }]);
    await store.touch([{ id: key.id, at: 60_000 }]);
    expect(await lastUse()).toBe(120_000);
  });
});
