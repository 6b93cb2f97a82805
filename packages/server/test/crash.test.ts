import { compareWithServer } from "@rollcall/simulator";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createTestDatabase, type Engine, engines } from "../../../test/databases.ts";
import { createApiClient, type Tenant, type TestApi, type TestEvent } from "./support/api-client.ts";
import { type DatabaseView, viewDatabase } from "./support/database-view.ts";
import { type EventReceiver, startEventReceiver } from "./support/event-receiver.ts";
import { type Ledger, startLedgerWriter } from "./support/ledger-writer.ts";
import { startPersonaWriter } from "./support/persona-writer.ts";
import { chooseSeed, seededRandom } from "./support/seeded-random.ts";
import { type ServerProcess, startServerProcess } from "./support/server-process.ts";
import { recordResult } from "./support/soak-results.ts";

const rounds = Number(process.env.CRASH_ROUNDS ?? 10);
const seed = chooseSeed("CRASH_SEED");
/** The server's leases of a dead process run 30 s; then everything is sent on. */
const PATIENCE_MS = 90_000;

const eventTypes = ["user.created", "user.updated", "user.deleted"]
  .concat(["group.created", "group.updated", "group.deleted", "group.user_added", "group.user_removed"])
  .map((name) => `dsync.${name}`);

/** A server that is killed and started again on the same port and database. */
type Phoenix = { readonly port: number; again(): Promise<void>; stop(): Promise<void> };

async function startPhoenix(databaseUrl: string): Promise<Phoenix> {
  let server: ServerProcess = await startServerProcess({ databaseUrl });
  const { port } = server;
  return {
    port,
    async again() {
      await server.kill();
      server = await startServerProcess({ databaseUrl, port });
    },
    stop: () => server.kill(),
  };
}

// Both engines at once: the most of the time goes into waiting for processes and leases.
describe.concurrent.each(engines)("a server on %s that is killed while providers push", (engine) => {
  it(`keeps every confirmed write and its events, ${rounds} kills, seed ${seed}`, {
    timeout: 60_000 + PATIENCE_MS + rounds * 15_000,
  }, async () => {
    console.info(`crash test on ${engine}: CRASH_SEED=${seed}`);
    const scene = await openScene(engine);
    const { okta, direct, server, receiver } = scene;
    const persona = startPersonaWriter(okta, seed);
    const writer = startLedgerWriter(direct, seed);
    const random = seededRandom(seed);

    const busy: boolean[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const confirmed = writer.ledger.confirmed + 5 + random.below(60);
      const jobs = persona.done() + 2 + random.below(20);
      await vi.waitUntil(() => writer.ledger.confirmed >= confirmed && persona.done() >= jobs, {
        timeout: 30_000,
        interval: 1,
      });
      await new Promise((resolve) => setTimeout(resolve, random.below(30)));
      busy.push(writer.ledger.inFlight > 0 && persona.running() > 0);
      await server.again();
    }
    await Promise.all([writer.stop(), persona.stop()]);

    expect(busy).toEqual(Array(rounds).fill(true));
    expect([...writer.ledger.surprises, ...persona.surprises]).toEqual([]);
    const { value: comparison } = (await compareWithServer(
      persona.connection.client,
      persona.connection.persona.belief,
    )) as { value?: { differences: readonly unknown[] } };
    expect(comparison?.differences).toEqual([]);
    await expectState(direct, writer.ledger);

    const logs = [await wholeLog(scene, okta), await wholeLog(scene, direct)];
    expectEvents(logs[1]!, writer.ledger);
    const parked = await expectDelivered(scene, logs);
    const figures = {
      ...{ engine, seed, kills: rounds, writes: writer.ledger.confirmed, jobs: persona.done() },
      ...{ events: logs.flat().length, repeatedDeliveries: receiver.repeats(), parked },
    };
    console.info(`crash test: ${JSON.stringify(figures)}`);
    recordResult(`crash-${engine}`, figures);
  });
});

type Scene = {
  readonly api: TestApi;
  readonly okta: Tenant;
  readonly direct: Tenant;
  readonly server: Phoenix;
  readonly receiver: EventReceiver;
  readonly database: DatabaseView;
};

async function openScene(engine: Engine): Promise<Scene> {
  const { url, drop } = await createTestDatabase(engine);
  const receiver = await startEventReceiver();
  const server = await startPhoenix(url);
  const database = await viewDatabase(url);
  onTestFinished(async () => {
    await server.stop();
    await receiver.close();
    await database.close();
    await drop();
  });
  const api = createApiClient(server.port);
  const { secret } = await api.mustApi("POST", "/webhook_endpoints", {
    endpoint_url: receiver.url,
    events: eventTypes,
  });
  receiver.trust(String(secret));
  const okta = await api.createTenant({ type: "okta scim v2.0" }, "Okta's customer");
  const direct = await api.createTenant({}, "Another customer");
  return { api, okta, direct, server, receiver, database };
}

/** What was confirmed is there, by id and content, and nothing else is. */
async function expectState(tenant: Tenant, ledger: Ledger): Promise<void> {
  const users = await readAll(tenant, "/Users");
  const found = users.map(({ id, userName, title }) => [id, { userName, title }] as const);
  expect(new Map(found)).toEqual(ledger.users);
  const groups = await readAll(tenant, "/Groups");
  const sets = groups.map(({ id, displayName, members = [] }) => {
    const ids = (members as readonly { readonly value: string }[]).map(({ value }) => value);
    return [id, { displayName, members: new Set(ids) }] as const;
  });
  expect(new Map(sets)).toEqual(ledger.groups);
}

async function readAll(tenant: Tenant, path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const all: Readonly<Record<string, unknown>>[] = [];
  for (;;) {
    const page = await tenant.must("GET", `${path}?startIndex=${all.length + 1}&count=1000`);
    all.push(...(page.Resources as readonly Readonly<Record<string, unknown>>[]));
    if (all.length >= Number(page.totalResults)) return all;
  }
}

/** The log once every committed event has its place in it. */
async function wholeLog({ api, database }: Scene, tenant: Tenant): Promise<readonly TestEvent[]> {
  await vi.waitFor(
    async () => {
      const rows = await database.rows("select id from events where position is null");
      expect(rows).toEqual([]);
    },
    { timeout: 15_000, interval: 50 },
  );
  const log = await api.events(tenant.organizationId);
  return log.filter(({ event }) => event !== "dsync.activated");
}

/** Every confirmed write told once, and only once, also when it was in doubt and repeated. */
function expectEvents(log: readonly TestEvent[], ledger: Ledger): void {
  const of = (type: string) => log.filter(({ event }) => event === type).map(({ data }) => data);
  expect(
    of("dsync.user.created")
      .map(({ username }) => username)
      .sort(),
  ).toEqual(ledger.userNames.sort());
  expect(
    of("dsync.user.deleted")
      .map(({ username }) => username)
      .sort(),
  ).toEqual(ledger.deletedNames.sort());
  expect(
    of("dsync.user.updated")
      .map(({ job_title }) => job_title)
      .sort(),
  ).toEqual(ledger.titles.sort());
  const memberships = log.flatMap(({ event, data }) => {
    const { group, user } = data as { group?: { name: string }; user?: { username: string } };
    return group && user ? [`${event} ${group.name} ${user.username}`] : [];
  });
  const confirmed = ledger.memberships.map(({ event, group, userName }) => `${event} ${group} ${userName}`);
  expect(memberships.sort()).toEqual(confirmed.sort());
}

/** Every event arrived, and for the first time in the order of each directory's log; parked ones are counted. */
async function expectDelivered(
  { receiver, database }: Scene,
  logs: readonly (readonly TestEvent[])[],
): Promise<number> {
  const waiting = () => logs.flat().filter(({ id }) => !receiver.has(id));
  const beside = async () => {
    const rows = await database.rows(
      "select event_id from webhook_deliveries where state in ('parked', 'failed')",
    );
    return new Set(rows.map(({ event_id }) => String(event_id)));
  };
  await vi.waitUntil(
    async () =>
      waiting().length === 0 ||
      (await beside().then((parked) => waiting().every(({ id }) => parked.has(id)))),
    { timeout: PATIENCE_MS, interval: 200 },
  );
  const parked = await beside();
  expect(receiver.forged()).toBe(0);
  for (const log of logs) {
    const inOrder = log.map(({ id }) => id).filter((id) => !parked.has(id));
    const ids = new Set(inOrder);
    expect(receiver.first.map(({ id }) => id).filter((id) => ids.has(id))).toEqual(inOrder);
  }
  return parked.size;
}
