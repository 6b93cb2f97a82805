import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Tenant } from "./api-client.ts";
import { type Block, watchBlocks } from "./block-watch.ts";
import { placeholder } from "./fuzz-grammar.ts";
import { fuzzRequest } from "./fuzz-requests.ts";
import type { LiveServer } from "./live-server.ts";
import { type RawAnswer, RawConnection, type RawRequest } from "./raw-connection.ts";

/** A directory that is fuzzed, and the ids that its requests speak of. */
type Target = { readonly tenant: Tenant; readonly users: string[]; readonly groups: string[] };

export type FuzzOptions = {
  readonly server: LiveServer;
  readonly seed: number;
  readonly requests: number;
  /** Starts with this one, one request at a time: a block of the event loop then has a name. */
  readonly first?: number | undefined;
  /** Each request goes to one of them. */
  readonly profiles: readonly string[];
  /** The directory that must not change; its ids are sent to the others. */
  readonly bystander: { readonly tenant: Tenant; readonly ids: readonly string[] };
};

export type FuzzReport = {
  readonly requests: number;
  readonly seconds: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Each with the request to send again. */
  readonly failures: readonly string[];
  /** The longest times that the event loop stood still, with the requests that were on the way then. */
  readonly longestBlocks: readonly (Block & { readonly from: number; readonly to: number })[];
  /** Of the heap, after collecting garbage, from a fifth of the run to its end. */
  readonly heapGrowthBytes: number;
};

const CONNECTIONS = 8;
const WINDOW = 250;
const USERS = 20;
const GROUPS = 6;
const MOST_FAILURES = 10;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { server, requests, seed } = options;
  const targets = await Promise.all(options.profiles.map((profile) => furnish(server, profile)));
  const watch = watchBlocks(options.first === undefined ? 10 : 1);
  const blocks: (Block & { from: number; to: number })[] = [];
  const byStatus: Record<string, number> = {};
  const failures: string[] = [];
  const started = performance.now();
  const first = options.first ?? 0;
  const end = first + requests;
  let next = first;
  let heapAtStart = 0;
  const baseline = first + Math.floor(requests / 5);
  const window = options.first === undefined ? WINDOW : 1;

  const look = (index: number) => {
    if (index === baseline) heapAtStart = heapUsed();
    if (index % window !== 0 || index === first) return;
    blocks.push({ ...watch.take(), from: index - window, to: index - 1 });
    blocks.sort((left, right) => right.cpuMs - left.cpuMs).splice(5);
  };

  async function work(): Promise<void> {
    const connection = new RawConnection(server.port);
    while (next < end && failures.length < MOST_FAILURES) {
      const index = next++;
      look(index);
      const target = targets[index % targets.length]!;
      const request = resolve(fuzzRequest(seed, index), target, options.bystander);
      const answer = await connection.send(request).catch((error: Error) => error);
      const problem = problemOf(request, answer);
      if (problem) failures.push(`request ${index} of seed ${seed}: ${problem}\n${replay(request)}`);
      if (answer instanceof Error) continue;
      byStatus[answer.status] = (byStatus[answer.status] ?? 0) + 1;
      await keepBounded(target, request, answer, connection);
    }
    connection.close();
  }
  await Promise.all(Array.from({ length: options.first === undefined ? CONNECTIONS : 1 }, work));
  watch.stop();
  return {
    requests: next - first,
    seconds: Math.round(performance.now() - started) / 1000,
    byStatus,
    failures,
    longestBlocks: blocks,
    heapGrowthBytes: heapUsed() - heapAtStart,
  };
}

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

async function furnish(server: LiveServer, profile: string): Promise<Target> {
  const tenant = await server.createTenant({ profile }, `Fuzzed ${profile}`);
  const schemas = (type: string) => [`urn:ietf:params:scim:schemas:core:2.0:${type}`];
  const users: string[] = [];
  for (let index = 0; index < USERS; index += 1) {
    const body = { schemas: schemas("User"), userName: `user-${index}@fuzz.example` };
    users.push(String((await tenant.must("POST", "/Users", body)).id));
  }
  const groups: string[] = [];
  for (let index = 0; index < GROUPS; index += 1) {
    const members = users.slice(index, index + 5).map((value) => ({ value }));
    const body = { schemas: schemas("Group"), displayName: `First group ${index}`, members };
    groups.push(String((await tenant.must("POST", "/Groups", body)).id));
  }
  return { tenant, users, groups };
}

/** Puts ids for placeholders, and the directory's address and token to the rest. */
function resolve(draft: RawRequest, target: Target, bystander: FuzzOptions["bystander"]): RawRequest {
  const ids: Readonly<Record<string, readonly string[]>> = {
    u: target.users,
    g: target.groups,
    f: bystander.ids,
  };
  const fill = (text: string) =>
    text.replace(placeholder, (_, kind: string, index: string) => {
      const all = ids[kind] ?? [];
      return all[Number(index) % all.length] ?? "nobody";
    });
  const { body } = draft;
  const { basePath, token } = target.tenant;
  // What is left of a damaged placeholder is no URL.
  const path = fill(draft.path).replace(/[«»]/g, "%C2%AB");
  return {
    method: draft.method,
    path: basePath + path,
    headers: { Authorization: `Bearer ${token}`, ...draft.headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? fill(body) : body }),
  };
}

function problemOf(request: RawRequest, answer: RawAnswer | Error): string | undefined {
  if (answer instanceof Error) return answer.message;
  const { status, headers, body } = answer;
  // RFC 7644 §3.11 has 501 for what is not offered.
  if (status >= 500 && status !== 501) return `${status} ${body.slice(0, 500)}`;
  if (body === "") {
    const mayBeEmpty = status === 204 || status === 304 || request.method === "HEAD";
    return mayBeEmpty ? undefined : `${status} without a body`;
  }
  if (!/^application\/(scim\+)?json/.test(headers["content-type"] ?? "")) return `${status} is no JSON`;
  const parsed = JSON.parse(body) as { readonly detail?: unknown };
  if (status >= 400 && (typeof parsed.detail !== "string" || parsed.detail === ""))
    return `${status} says nothing`;
  return body.includes('"password":"secret-of-a-user"') ? "a password came back" : undefined;
}

/** As much is deleted as is created, so that a long run measures the server and not the size of its data. */
async function keepBounded(
  { tenant, users, groups }: Target,
  { method, path }: RawRequest,
  answer: RawAnswer,
  connection: RawConnection,
): Promise<void> {
  const kind = /\/(Users|Groups)(?:$|[/?])/.exec(path)?.[1];
  if (method !== "POST" || answer.status !== 201 || kind === undefined) return;
  const pool = kind === "Users" ? users : groups;
  pool.push(String((JSON.parse(answer.body) as { readonly id: unknown }).id));
  const oldest = pool.shift();
  const headers = { Authorization: `Bearer ${tenant.token}` };
  await connection.send({ method: "DELETE", path: `${tenant.basePath}/${kind}/${oldest}`, headers });
}

/** The request as one line of JSON, the body in base64 when it is no text. */
function replay({ body, ...request }: RawRequest): string {
  const sent = Buffer.isBuffer(body) ? { base64: body.toString("base64") } : { body };
  return JSON.stringify({ ...request, ...sent });
}
