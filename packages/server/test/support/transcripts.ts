import { readdirSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import type { JsonObject, RunningDirectory, RunningServer } from "./running-server.ts";
import type { Wire, WireAnswer, WireHeaders } from "./wire.ts";

/** One story of one provider, in the form that the transcripts' README describes. */
export type Transcript = {
  readonly title: string;
  readonly client: string;
  /** Where it was read, in words: a vendor's document, published captures, the code of a server. */
  readonly source?: string;
  readonly evidence: "recorded" | "documented" | "modelled";
  readonly directory: JsonObject;
  readonly headers: WireHeaders;
  readonly bodyHeaders: WireHeaders;
  readonly steps: readonly Step[];
  readonly state?: { readonly users?: readonly unknown[]; readonly groups?: readonly unknown[] };
};

type Step = {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: WireHeaders;
    readonly body?: unknown;
  };
  readonly expect: { readonly status: number; readonly headers?: WireHeaders; readonly body?: unknown };
  readonly keep?: Readonly<Record<string, string>>;
  readonly events?: readonly unknown[];
};

type Kept = Map<string, string>;
type Done = { readonly step: Step; readonly requestId: string };

/** A provider's transcripts, by file. */
export function transcriptsOf(provider: string): readonly (readonly [file: string, Transcript])[] {
  const folder = new URL(`../../../../conformance/transcripts/${provider}/`, import.meta.url);
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => [file, JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Transcript]);
}

/** Sends a transcript's requests to a directory of its own and compares answers, events and state. */
export async function replay(transcript: Transcript, server: RunningServer): Promise<void> {
  const directory = await server.createDirectory(transcript.directory);
  const wire = directory.wire(transcript.headers);
  const kept: Kept = new Map();
  const done: Done[] = [];
  try {
    for (const step of transcript.steps) {
      const answer = await perform(step, transcript, wire, kept);
      done.push({ step, requestId: String(answer.headers["x-request-id"]) });
    }
  } finally {
    wire.close();
  }
  await compareEvents(done, directory, kept);
  const { users, groups } = transcript.state ?? {};
  if (users) expectMatch(users, await directory.users(), kept, "users");
  if (groups) expectMatch(groups, await directory.groups(), kept, "groups");
}

async function perform(step: Step, transcript: Transcript, wire: Wire, kept: Kept): Promise<WireAnswer> {
  const { method, path, headers, body } = fill(step.request, kept) as Step["request"];
  const all = { ...(body === undefined ? {} : transcript.bodyHeaders), ...headers };
  const answer = await wire.send(method, path, body, all);
  const where = `${step.name}: ${method} ${path}`;
  expect(answer.status, `${where} answered ${answer.text}`).toBe(step.expect.status);
  expectMatch(step.expect.headers ?? {}, answer.headers, kept, `${where}: headers`);
  expectMatch(step.expect.body ?? {}, answer.body, kept, `${where}: body`);
  for (const [name, at] of Object.entries(step.keep ?? {})) {
    const value = at.split(".").reduce<unknown>((inner, key) => memberOf(inner, key), answer.body);
    expect(value, `${where}: ${at}`).toBeTypeOf("string");
    kept.set(name, String(value));
  }
  return answer;
}

/** Every event belongs to the request that caused it, and each request caused those that it says and no others. */
async function compareEvents(done: readonly Done[], directory: RunningDirectory, kept: Kept): Promise<void> {
  const events = (await directory.events()) as unknown as readonly JsonObject[];
  const causeOf = (event: JsonObject) => String(memberOf(event.context, "request_id"));
  for (const { step, requestId } of done) {
    const caused = events.filter((event) => causeOf(event) === requestId);
    expectMatch(step.events ?? [], caused, kept, `${step.name}: events`);
  }
  const inOrder = done.flatMap(({ requestId }) => events.filter((event) => causeOf(event) === requestId));
  const first = events.findIndex((event) => inOrder.includes(event));
  expect(first === -1 ? [] : events.slice(first), "events in the order of their requests").toEqual(inOrder);
}

function expectMatch(expected: unknown, actual: unknown, kept: Kept, where: string): void {
  expect(mismatches(fill(expected, kept), actual, where), JSON.stringify(actual, undefined, 2)).toEqual([]);
}

function mismatches(expected: unknown, actual: unknown, where: string): readonly string[] {
  const differs = (holds: boolean) =>
    holds ? [] : [`${where} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`];
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return differs(false);
    return expected.flatMap((element, index) => mismatches(element, actual[index], `${where}.${index}`));
  }
  if (typeof expected !== "object" || expected === null) return differs(Object.is(expected, actual));
  const matcher = expected as JsonObject;
  if (matcher.$absent) return differs(actual === undefined);
  if (matcher.$type) return differs(typeof actual === matcher.$type);
  if (matcher.$length !== undefined) return differs(memberOf(actual, "length") === matcher.$length);
  if (matcher.$text) return differs(typeof actual === "string" && actual.includes(String(matcher.$text)));
  if (matcher.$unordered)
    return differs(sameElements(matcher.$unordered as readonly unknown[], actual as readonly unknown[]));
  if (typeof actual !== "object" || actual === null) return differs(false);
  return Object.entries(matcher).flatMap(([key, value]) =>
    mismatches(value, memberOf(actual, key), `${where}.${key}`),
  );
}

function sameElements(expected: readonly unknown[], actual: unknown): boolean {
  if (!Array.isArray(actual) || actual.length !== expected.length) return false;
  const rest: unknown[] = [...actual];
  return expected.every((wanted) => {
    const at = rest.findIndex((element) => mismatches(wanted, element, "").length === 0);
    if (at !== -1) rest.splice(at, 1);
    return at !== -1;
  });
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as JsonObject)[key] : undefined;
}

/** Puts kept values where their names stand. */
function fill(value: unknown, kept: Kept): unknown {
  const text = JSON.stringify(value);
  if (text === undefined) return undefined;
  const filled = text.replace(/\{\{(\w+)\}\}/g, (name, key: string) => {
    const found = kept.get(key);
    if (found === undefined) throw new Error(`The transcript keeps no ${name}.`);
    return JSON.stringify(found).slice(1, -1);
  });
  return JSON.parse(filled);
}
