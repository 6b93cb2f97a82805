import type { Agent } from "node:http";
import {
  type ListAnswer,
  type Reader,
  readCreated,
  readList,
  readLookup,
  readOptional,
  readResource,
} from "./answers.ts";
import type { JsonObject } from "./json.ts";
import { encodeQuery, type FilterEncoding } from "./query.ts";
import { type FailureKind, ScimFailure } from "./scim-failure.ts";
import { createAgent, send, type WireAnswer } from "./transport.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What one provider's HTTP client does whatever it sends. */
export type ClientProfile = {
  /** Without `Authorization`, `Host` and `Content-Length`, which the client adds. */
  readonly headers: (method: Method) => Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly retry: {
    readonly maxAttempts: number;
    /** The wait after a 429 without a usable Retry-After; it doubles each time. */
    readonly fallbackMs: number;
  };
};

/** The shapes of `Authorization` that providers and their guides produce from one pasted token. */
export const authForms = ["bearer", "raw", "doubled", "basic"] as const;
export type AuthForm = (typeof authForms)[number];

export type ScimClientOptions = {
  readonly url: string;
  readonly token: string;
  readonly profile: ClientProfile;
  readonly auth?: AuthForm;
  readonly filterEncoding?: FilterEncoding;
  /** Parameters of the tenant's URL, sent first on every request: "aadOptscim062020". */
  readonly tenantQuery?: string;
  /** The pause between two requests of one job. */
  readonly delayMs?: number;
  readonly timeoutMs?: number;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Told before each wait that a 429 causes; it may be minutes. */
  readonly onWait?: (wait: Wait) => void;
  readonly signal?: AbortSignal;
  /** PEM of an authority to trust beside the system's own. */
  readonly ca?: string;
};

export type Wait = {
  readonly operation: string;
  readonly ms: number;
  readonly nextAttempt: number;
  readonly maxAttempts: number;
};

/** One HTTP call, an attempt of its own when it is repeated. */
export type Exchange = {
  /** The job it belongs to: "assign user". */
  readonly operation: string;
  readonly method: Method;
  /** The request line's path and query. */
  readonly path: string;
  /** The path with its ids taken out, for counting: "/Users/{id}". */
  readonly route: string;
  readonly attempt: number;
  readonly startedAt: number;
  readonly ms: number;
  readonly status?: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly error?: string;
};

/** What the provider's dashboard would list for the admin to look at. */
export type Task = {
  readonly operation: string;
  /** Whom it is about: a userName, a group's name. */
  readonly subject: string;
  readonly kind: FailureKind;
  readonly status?: number;
  readonly message: string;
};

export type JobResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly task: Task };

export type Query = Readonly<Record<string, string | number>>;

/** The calls of one job. Each throws {@link ScimFailure}, which ends the job. */
export type ScimCalls = {
  readonly get: (path: string) => Promise<JsonObject>;
  readonly list: (path: string, query: Query) => Promise<ListAnswer>;
  /** A list asked in order to find one resource; 404 means that there is none. */
  readonly lookup: (path: string, query: Query) => Promise<ListAnswer>;
  readonly post: (path: string, body: JsonObject) => Promise<JsonObject & { readonly id: string }>;
  readonly put: (path: string, body: JsonObject) => Promise<JsonObject | undefined>;
  readonly patch: (path: string, body: JsonObject) => Promise<JsonObject | undefined>;
  readonly delete: (path: string) => Promise<void>;
};

type Call = {
  readonly operation: string;
  readonly method: Method;
  readonly path: string;
  readonly query?: Query;
  readonly body?: JsonObject;
};

/** Talks to one SCIM server as one provider does, and keeps a record of every exchange. Owns its sockets. */
export class ScimClient {
  readonly exchanges: Exchange[] = [];
  readonly tasks: Task[] = [];
  readonly #options: ScimClientOptions;
  readonly #base: URL;
  readonly #agent: Agent;
  readonly #authorization: string;
  readonly #sleep: (ms: number, signal?: AbortSignal) => Promise<void>;

  constructor(options: ScimClientOptions) {
    this.#options = options;
    this.#base = new URL(options.url);
    this.#agent = createAgent(this.#base, options.ca);
    this.#authorization = authorization(options.token, options.auth ?? "bearer");
    this.#sleep = options.sleep ?? sleep;
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  /** Runs the steps of one job; a failure stops it and becomes a task, as in a provider's job queue. */
  async job<T>(
    operation: string,
    subject: string,
    steps: (calls: ScimCalls) => Promise<T>,
  ): Promise<JobResult<T>> {
    try {
      return { ok: true, value: await steps(this.#calls(operation)) };
    } catch (error) {
      if (!(error instanceof ScimFailure)) throw error;
      const { kind, message, status } = error;
      const task = { operation, subject, kind, message, ...(status === undefined ? {} : { status }) };
      this.tasks.push(task);
      return { ok: false, task };
    }
  }

  #calls(operation: string): ScimCalls {
    let first = true;
    const call = async <T>(reader: Reader<T>, rest: Omit<Call, "operation">): Promise<T> => {
      const { delayMs = 0, signal } = this.#options;
      if (!first && delayMs > 0) await this.#sleep(delayMs, signal);
      first = false;
      return this.#send({ operation, ...rest }, reader);
    };
    return {
      get: (path) => call(readResource, { method: "GET", path }),
      list: (path, query) => call(readList, { method: "GET", path, query }),
      lookup: (path, query) => call(readLookup, { method: "GET", path, query }),
      post: (path, body) => call(readCreated, { method: "POST", path, body }),
      put: (path, body) => call(readOptional, { method: "PUT", path, body }),
      patch: (path, body) => call(readOptional, { method: "PATCH", path, body }),
      delete: async (path) => void (await call(readOptional, { method: "DELETE", path })),
    };
  }

  async #send<T>(call: Call, reader: Reader<T>): Promise<T> {
    const { maxAttempts, fallbackMs } = this.#options.profile.retry;
    let fallback = fallbackMs;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#exchange(call, attempt, (wire) =>
        wire.status === 429 ? wire : { value: reader(wire) },
      );
      if ("value" in answer) return answer.value;
      if (attempt >= maxAttempts) {
        throw new ScimFailure("throttled", `The server answered 429 to ${attempt} attempts.`, 429);
      }
      const asked = retryAfter(answer);
      const ms = asked ?? fallback;
      this.#options.onWait?.({ operation: call.operation, ms, nextAttempt: attempt + 1, maxAttempts });
      await this.#sleep(ms, this.#options.signal);
      if (asked === undefined) fallback *= 2;
    }
  }

  /** One attempt, recorded whatever comes of it. */
  async #exchange<T>(call: Call, attempt: number, read: (answer: WireAnswer) => T): Promise<T> {
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    const path = this.#path(call);
    const startedAt = Date.now();
    const from = performance.now();
    let answer: WireAnswer | undefined;
    let error: string | undefined;
    try {
      answer = await this.#wire(call.method, path, body);
      if (answer.status === 429) error = "429 Too Many Requests";
      return read(answer);
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : String(thrown);
      throw thrown;
    } finally {
      this.exchanges.push({
        operation: call.operation,
        method: call.method,
        path,
        route: route(call),
        attempt,
        startedAt,
        ms: performance.now() - from,
        bytesSent: body === undefined ? 0 : Buffer.byteLength(body),
        bytesReceived: answer?.bytes ?? 0,
        ...(answer === undefined ? {} : { status: answer.status }),
        ...(error === undefined ? {} : { error }),
      });
    }
  }

  #wire(method: Method, path: string, body: string | undefined): Promise<WireAnswer> {
    const { profile, timeoutMs, signal } = this.#options;
    const length = body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
    return send({
      method,
      base: this.#base,
      path,
      headers: { ...profile.headers(method), Authorization: this.#authorization, ...length },
      timeoutMs: timeoutMs ?? profile.timeoutMs,
      agent: this.#agent,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  /** The resource's path is appended as it is: a base URL pasted with its slash gives `//Users`, as in Okta. */
  #path(call: Call): string {
    const { tenantQuery, filterEncoding = "percent20" } = this.#options;
    const [path = "", ...own] = call.path.split("?");
    const query = [
      ...(tenantQuery === undefined ? [] : [tenantQuery]),
      ...own,
      ...(call.query === undefined ? [] : [encodeQuery(call.query, filterEncoding)]),
    ].join("&");
    const base = this.#base.pathname === "/" ? "" : this.#base.pathname;
    return `${base}${path}${query === "" ? "" : `?${query}`}`;
  }
}

const authorization = (token: string, form: AuthForm): string => {
  switch (form) {
    case "bearer":
      return `Bearer ${token}`;
    case "doubled":
      return `Bearer Bearer ${token}`;
    case "basic":
      return `Basic ${Buffer.from(token, "utf8").toString("base64")}`;
    case "raw":
      return token;
  }
};

/** Milliseconds, when the header is an integer; a date or nothing is not obeyed. */
const retryAfter = (answer: WireAnswer): number | undefined => {
  const header = answer.headers["retry-after"]?.trim() ?? "";
  return /^\d+$/.test(header) ? Number(header) * 1000 : undefined;
};

const route = (call: Call): string => {
  const path = call.path.replace(/^(\/[^/]+)\/.+$/, "$1/{id}");
  return call.query !== undefined && "filter" in call.query ? `${path}?filter` : path;
};

const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
