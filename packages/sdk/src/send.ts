import { type Answer, bodyOf } from "./answer.ts";
import { RollcallError } from "./errors.ts";
import { isTransient, retryDelay, sleep } from "./retry.ts";

export type ClientOptions = {
  /** Where the server is reached, such as `https://sync.example.com`. */
  readonly baseUrl: string;
  /** `sk_…` */
  readonly apiKey: string;
  /** Sends the requests; the platform's `fetch` unless given. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** How often a failed call is repeated; 3 unless given. */
  readonly retries?: number;
  /** For how long one attempt may take; 30 seconds unless given. */
  readonly timeoutMs?: number;
};

export type CallOptions = {
  /** Ends the call, with its retries. */
  readonly signal?: AbortSignal | undefined;
};

export type QueryValue = string | number | readonly string[] | undefined;

export type Call = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: { readonly [name: string]: QueryValue };
  readonly body?: object;
  /** Creates something: to repeat it without knowing how it ended could create that twice. */
  readonly creates?: boolean;
  readonly options?: CallOptions | undefined;
};

export type Send = <Result>(call: Call) => Promise<Result>;

const RETRIES = 3;
const TIMEOUT_MS = 30_000;

/** What became of one attempt. */
type Outcome = { readonly answer: Answer } | { readonly failure: RollcallError };

/** Sends calls, and repeats those that failed for a moment. */
export function createSend(options: ClientOptions): Send {
  const { retries = RETRIES } = options;
  const base = baseOf(options);
  return async <Result>(call: Call) => {
    const url = base + call.path + queryString(call.query);
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await attemptCall(url, call, options);
      const delay = attempt < retries ? delayBefore(attempt, outcome, call) : undefined;
      if (delay === undefined) return resultOf(outcome, call, attempt) as Result;
      await sleep(delay, call.options?.signal);
    }
  };
}

/** The path segment of an id. */
export function segment(id: string): string {
  // A URL with such a segment is another one: `/directories/..` is the root.
  if (id === "" || id === "." || id === "..") throw new TypeError(`${JSON.stringify(id)} is no id`);
  return encodeURIComponent(id);
}

function baseOf({ baseUrl, apiKey }: ClientOptions): string {
  if (!apiKey) throw new TypeError("apiKey is empty");
  if (!/^https?:\/\//.test(baseUrl)) throw new TypeError("baseUrl must start with https:// or http://");
  return baseUrl.replace(/\/+$/, "");
}

function queryString(query: Call["query"] = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || (Array.isArray(value) && value.length === 0) ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

async function attemptCall(url: string, call: Call, options: ClientOptions): Promise<Outcome> {
  const { timeoutMs = TIMEOUT_MS, fetch: send = (to, init) => fetch(to, init) } = options;
  const signal = call.options?.signal;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await send(url, {
      method: call.method,
      headers: {
        Authorization: `Bearer ${options.apiKey}`,
        Accept: "application/json",
        ...(call.body ? { "Content-Type": "application/json" } : {}),
      },
      ...(call.body ? { body: JSON.stringify(call.body) } : {}),
      // Followed, a POST would turn into a GET.
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return { answer: { status: response.status, headers: response.headers, text: await response.text() } };
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    if (timeout.aborted) {
      const message = `${call.method} ${url} was not answered within ${timeoutMs} ms`;
      return { failure: new RollcallError("timeout", message, { cause }) };
    }
    const message = `${call.method} ${url} failed: ${cause instanceof Error ? cause.message : cause}`;
    return { failure: new RollcallError("connection_failed", message, { cause }) };
  }
}

/** `undefined` when there is to be no further attempt. */
function delayBefore(attempt: number, outcome: Outcome, { creates }: Call): number | undefined {
  if ("failure" in outcome) return creates ? undefined : retryDelay(attempt, undefined);
  const { status, headers } = outcome.answer;
  // Who is told of too many requests was refused before anything was done.
  if (!isTransient(status) || (creates && status !== 429)) return undefined;
  return retryDelay(attempt, headers);
}

function resultOf(outcome: Outcome, { method }: Call, attempt: number): unknown {
  if ("failure" in outcome) throw outcome.failure;
  // An attempt before got through, and only its answer was lost.
  if (method === "DELETE" && attempt > 0 && outcome.answer.status === 404) return undefined;
  return bodyOf(outcome.answer);
}
