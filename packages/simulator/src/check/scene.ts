import type * as http from "node:http";
import { isObject, type JsonObject, objects, text } from "../json.ts";
import { coreGroup, coreUser, operations } from "../personas/urns.ts";
import { createAgent, send } from "../transport.ts";
import { NotApplicable } from "./verdicts.ts";

export type CheckAnswer = {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** The body where it is a JSON object, and an empty object otherwise. */
  readonly body: JsonObject;
  /** "POST /Users → 201", for a reader. */
  readonly line: string;
};

export type CallOptions = {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends no credentials at all. */
  readonly anonymous?: boolean;
};

export type SceneOptions = {
  readonly url: string;
  readonly token: string;
  readonly timeoutMs?: number;
  readonly ca?: string;
  readonly signal?: AbortSignal;
  /** Stands in every name, so that a run can be told from another and from the customer's own data. */
  readonly run: string;
};

/** What the checks have in their hands: the server, and resources of their own that go away at the end. */
export class Scene {
  readonly exchanges: string[] = [];
  readonly #options: SceneOptions;
  readonly #base: URL;
  readonly #agent: http.Agent;
  readonly #created = new Set<string>();
  #serial = 0;
  #config: JsonObject | undefined;

  constructor(options: SceneOptions) {
    this.#options = options;
    this.#base = new URL(options.url);
    this.#agent = createAgent(this.#base, options.ca);
  }

  get baseUrl(): string {
    return this.#options.url.replace(/\/+$/, "");
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  /** A body that is a string goes out as it is. */
  async call(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<CheckAnswer> {
    const { token, timeoutMs = 10_000, signal } = this.#options;
    const sent = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const own: Record<string, string> = { Accept: "application/scim+json" };
    if (options.anonymous !== true) own.Authorization = `Bearer ${token}`;
    if (sent !== undefined) {
      own["Content-Type"] = "application/scim+json";
      own["Content-Length"] = String(Buffer.byteLength(sent));
    }
    const prefix = this.#base.pathname.replace(/\/+$/, "");
    const wire = await send({
      method,
      base: this.#base,
      path: prefix + path,
      headers: { ...own, ...options.headers },
      timeoutMs,
      agent: this.#agent,
      ...(sent === undefined ? {} : { body: sent }),
      ...(signal === undefined ? {} : { signal }),
    });
    const line = `${method} ${path} → ${wire.status}`;
    this.exchanges.push(line);
    const answer = { ...wire, body: parsed(wire.text), line };
    this.#follow(method, path, answer);
    return answer;
  }

  get(path: string, options?: CallOptions): Promise<CheckAnswer> {
    return this.call("GET", path, undefined, options);
  }

  /** Resources by filter, encoded. */
  find(type: "Users" | "Groups", filter: string, more = ""): Promise<CheckAnswer> {
    return this.get(`/${type}?filter=${encodeURIComponent(filter)}${more}`);
  }

  patch(path: string, ...list: readonly JsonObject[]): Promise<CheckAnswer> {
    return this.call("PATCH", path, operations(...list));
  }

  /** A name of this run that was not used before. */
  name(): string {
    this.#serial += 1;
    return `rollcall-check-${this.#options.run}-${this.#serial}`;
  }

  userBody(more: JsonObject = {}): JsonObject {
    const userName = `${this.name()}@example.com`;
    return {
      schemas: [coreUser],
      userName,
      name: { givenName: "Rollcall", familyName: "Check" },
      emails: [{ value: userName, type: "work", primary: true }],
      active: true,
      ...more,
    };
  }

  groupBody(more: JsonObject = {}): JsonObject {
    return { schemas: [coreGroup], displayName: this.name(), ...more };
  }

  /** A new user; checks about creation send their own request. */
  async user(more: JsonObject = {}): Promise<Made> {
    return this.#made("/Users", this.userBody(more));
  }

  async group(more: JsonObject = {}): Promise<Made> {
    return this.#made("/Groups", this.groupBody(more));
  }

  /** Any user that is there, for checks that only read. */
  async anyUser(): Promise<Made> {
    const [first] = objects((await this.get("/Users?count=1")).body.Resources);
    if (first === undefined) throw new NotApplicable("there is no user to read");
    return { id: text(first.id), path: `/Users/${encodeURIComponent(text(first.id))}`, body: first };
  }

  async config(): Promise<JsonObject> {
    this.#config ??= (await this.get("/ServiceProviderConfig")).body;
    return this.#config;
  }

  /** Removes what the checks made; gives what could not be removed. */
  async cleanUp(): Promise<readonly string[]> {
    // Groups first: a server that refuses to delete a member would keep its users.
    const paths = [...this.#created].sort((one, other) => (one < other ? -1 : 1));
    const left: string[] = [];
    for (const path of paths) {
      const status = await this.call("DELETE", path).then(
        (answer) => answer.status,
        () => 0,
      );
      if (status !== 404 && (status < 200 || status >= 300)) left.push(path);
    }
    return left;
  }

  async #made(path: string, body: JsonObject): Promise<Made> {
    const answer = await this.call("POST", path, body);
    const id = text(answer.body.id);
    if (answer.status !== 201 || id === "") {
      throw new NotApplicable(`nothing to try it on: ${answer.line} ${text(answer.body.detail)}`.trim());
    }
    return { id, path: `${path}/${encodeURIComponent(id)}`, body: answer.body };
  }

  #follow(method: string, path: string, { status, body }: CheckAnswer): void {
    if (method === "DELETE" && status === 204) this.#created.delete(path);
    if (method === "POST" && status === 201 && typeof body.id === "string") {
      this.#created.add(`${path.split("?")[0]}/${encodeURIComponent(body.id)}`);
    }
    if (method === "POST" && path === "/Bulk") {
      for (const { method: verb, location } of objects(body.Operations)) {
        const at = /\/(Users|Groups)\/[^/]+$/.exec(text(location))?.[0];
        if (verb === "POST" && at !== undefined) this.#created.add(at);
      }
    }
  }
}

export type Made = { readonly id: string; readonly path: string; readonly body: JsonObject };

const parsed = (source: string): JsonObject => {
  try {
    const value: unknown = JSON.parse(source);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
};
