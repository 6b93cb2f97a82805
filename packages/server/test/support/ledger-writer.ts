import type { Tenant } from "./api-client.ts";
import { type Random, seededRandom } from "./seeded-random.ts";

/** What the server has confirmed, as it must be found. */
export type Ledger = {
  /** SCIM id → what was last confirmed. */
  readonly users: Map<string, { userName: string; title: string }>;
  readonly deleted: Set<string>;
  readonly groups: Map<string, { displayName: string; members: Set<string> }>;
  /** Every title that a confirmed write set: each has its own event. */
  readonly titles: string[];
  readonly userNames: string[];
  readonly deletedNames: string[];
  /** Confirmed additions and removals, in order: group name, userName. */
  readonly memberships: { event: string; group: string; userName: string }[];
  /** Writes confirmed so far. */
  confirmed: number;
  /** Writes sent and not answered at this moment. */
  inFlight: number;
  /** Answers that no killed server explains. */
  readonly surprises: string[];
};

export type LedgerWriter = { readonly ledger: Ledger; stop(): Promise<void> };

type Lane = {
  readonly name: string;
  readonly tenant: Tenant;
  readonly ledger: Ledger;
  readonly random: Random;
  readonly stopped: () => boolean;
  readonly own: string[];
  group: string;
  next: number;
};

const PATCH = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
const RETRY_MS = 25;

/**
 * Writes without end, several lanes at once, and keeps the books. Each lane owns its resources and repeats a
 * write until it is answered, as providers do: what was in doubt when the server died is then decided.
 */
export function startLedgerWriter(tenant: Tenant, seed: number, lanes = 4): LedgerWriter {
  const ledger: Ledger = {
    users: new Map(),
    deleted: new Set(),
    groups: new Map(),
    titles: [],
    userNames: [],
    deletedNames: [],
    memberships: [],
    confirmed: 0,
    inFlight: 0,
    surprises: [],
  };
  let stopping = false;
  const running = Array.from({ length: lanes }, (_, index) =>
    runLane({
      name: `lane${index}`,
      tenant,
      ledger,
      random: seededRandom(seed + index),
      stopped: () => stopping,
      own: [],
      group: "",
      next: 0,
    }),
  );
  return {
    ledger,
    async stop() {
      stopping = true;
      await Promise.all(running);
    },
  };
}

async function runLane(lane: Lane): Promise<void> {
  const displayName = `group of ${lane.name}`;
  lane.group = await createOnce(lane, "/Groups", "displayName", displayName, { displayName });
  lane.ledger.groups.set(lane.group, { displayName, members: new Set() });
  while (!lane.stopped()) {
    const choice = lane.own.length < 3 ? 0 : lane.random.next();
    if (choice < 0.3) await createUser(lane);
    else if (choice < 0.7) await changeTitle(lane, lane.random.pick(lane.own));
    else if (choice < 0.9) await toggleMember(lane, lane.random.pick(lane.own));
    else await deleteUser(lane, lane.random.pick(lane.own));
  }
}

async function createUser(lane: Lane): Promise<void> {
  const userName = `${lane.name}.${lane.next++}@ledger.example`;
  const title = `first title of ${userName}`;
  const id = await createOnce(lane, "/Users", "userName", userName, { userName, title });
  lane.own.push(id);
  lane.ledger.users.set(id, { userName, title });
  lane.ledger.userNames.push(userName);
}

async function changeTitle(lane: Lane, id: string): Promise<void> {
  const title = `title ${lane.next++} of ${lane.name}`;
  await write(lane, "PATCH", `/Users/${id}`, patch({ op: "replace", path: "title", value: title }));
  lane.ledger.users.get(id)!.title = title;
  lane.ledger.titles.push(title);
}

async function toggleMember(lane: Lane, id: string): Promise<void> {
  const { displayName, members } = lane.ledger.groups.get(lane.group)!;
  const { userName } = lane.ledger.users.get(id)!;
  const add = !members.has(id);
  const operation = add
    ? { op: "add", path: "members", value: [{ value: id }] }
    : { op: "remove", path: `members[value eq "${id}"]` };
  await write(lane, "PATCH", `/Groups/${lane.group}`, patch(operation), add ? [] : [400]);
  if (add) members.add(id);
  else members.delete(id);
  const event = add ? "dsync.group.user_added" : "dsync.group.user_removed";
  lane.ledger.memberships.push({ event, group: displayName, userName });
}

async function deleteUser(lane: Lane, id: string): Promise<void> {
  await write(lane, "DELETE", `/Users/${id}`, undefined, [404]);
  const { displayName, members } = lane.ledger.groups.get(lane.group)!;
  const { userName } = lane.ledger.users.get(id)!;
  lane.own.splice(lane.own.indexOf(id), 1);
  lane.ledger.users.delete(id);
  lane.ledger.deleted.add(id);
  lane.ledger.deletedNames.push(userName);
  if (members.delete(id))
    lane.ledger.memberships.push({ event: "dsync.group.user_removed", group: displayName, userName });
}

const patch = (operation: object) => ({ schemas: PATCH, Operations: [operation] });

/** A create that was in doubt has happened when its repetition meets a conflict. */
async function createOnce(
  lane: Lane,
  path: string,
  attribute: string,
  value: string,
  body: object,
): Promise<string> {
  const created = await write(lane, "POST", path, body, [409]);
  if (created.status === 201) return String(created.body.id);
  for (;;) {
    const filter = encodeURIComponent(`${attribute} eq "${value}"`);
    const found = await lane.tenant.scim("GET", `${path}?filter=${filter}`).catch(() => undefined);
    const [resource] = (found?.body.Resources ?? []) as readonly { readonly id: string }[];
    if (found?.status === 200 && resource) return resource.id;
    if (found?.status === 200) lane.ledger.surprises.push(`${value} conflicts with nothing`);
    await pause();
  }
}

/**
 * Repeats until answered. `alsoDone` are the answers by which a *repetition* hears that the write in doubt had
 * been done; on a first try they are as wrong as any other.
 */
async function write(
  lane: Lane,
  method: string,
  path: string,
  body: object | undefined,
  alsoDone: readonly number[] = [],
) {
  const { tenant, ledger } = lane;
  for (let repeated = false; ; repeated = true) {
    ledger.inFlight += 1;
    const answer = await tenant.scim(method, path, body).catch(() => undefined);
    ledger.inFlight -= 1;
    if (answer && (answer.status < 300 || (repeated && alsoDone.includes(answer.status)))) {
      ledger.confirmed += 1;
      return answer;
    }
    if (answer && answer.status !== 503)
      ledger.surprises.push(`${method} ${path}: ${answer.status} ${answer.text}`);
    await pause();
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, RETRY_MS));
