import { type LookupAddress, lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, buildConnector, request } from "undici";
import { isPublicAddress } from "./public-address.ts";

/** What is kept of an answer's body. */
const EXCERPT_BYTES = 16 * 1024;
/** Ends the socket too: a call that gave up leaves its connecting behind. */
const CONNECT_TIMEOUT_MS = 10_000;

export type EgressRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For the whole call: resolving, connecting, TLS, sending, waiting for the answer. */
  readonly timeoutMs: number;
  /** Ends the call early; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
};

export type EgressResponse = {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** The first 16 KiB of the body, as text. */
  readonly excerpt: string;
};

/** HTTP calls to addresses that customers of the operator enter. */
export type EgressClient = {
  post(request: EgressRequest): Promise<EgressResponse>;
  close(): Promise<void>;
};

/** No answer came. `code` is short and safe to show. */
export class EgressError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "EgressError";
    this.code = code;
  }
}

/** All addresses of a name, as `dns.lookup` gives them. */
export type Resolver = (
  hostname: string,
  done: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void;

export type EgressOptions = {
  readonly allowPrivateTargets: boolean;
  readonly resolve?: Resolver;
};

const systemResolver: Resolver = (hostname, done) => systemLookup(hostname, { all: true }, done);

/**
 * A client that connects to public addresses only. The addresses that the resolver gave are checked where the
 * socket gets them, and the socket's own peer once it is connected: a name that resolves differently a moment
 * later (DNS rebinding) reaches nothing. Redirects are not followed; connections are kept alive.
 */
export function createEgressClient({ allowPrivateTargets, resolve }: EgressOptions): EgressClient {
  const allowed = (address: string) => allowPrivateTargets || isPublicAddress(address);
  const agent = new Agent({
    connect: guardedConnector(allowed, resolve ?? systemResolver),
    pipelining: 1,
    // The call's own deadline ends it; these would end it earlier or, at 0, never.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return { post: (call) => post(agent, call), close: () => agent.destroy() };
}

function guardedConnector(
  allowed: (address: string) => boolean,
  resolve: Resolver,
): buildConnector.connector {
  const connect = buildConnector({
    lookup: guardedLookup(allowed, resolve),
    timeout: CONNECT_TIMEOUT_MS,
    autoSelectFamily: true,
  });
  return (options, callback) => {
    // An address written in the URL is never looked up: without this line it would be called.
    if (isIP(options.hostname) !== 0 && !allowed(options.hostname)) {
      callback(refused(), null);
      return;
    }
    connect(options, (...[error, socket]) => {
      if (error || !socket) {
        callback(error ?? new Error("no socket"), null);
      } else if (allowed(socket.remoteAddress ?? "")) {
        callback(null, socket);
      } else {
        socket.destroy();
        callback(refused(), null);
      }
    });
  };
}

function guardedLookup(allowed: (address: string) => boolean, resolve: Resolver): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      const usable = addresses?.filter(({ address }) => allowed(address)) ?? [];
      const [first] = usable;
      if (error) callback(error, "", 0);
      else if (!first) callback(refused(), "", 0);
      else if (options.all) callback(null, usable);
      else callback(null, first.address, first.family);
    });
  };
}

function refused(): EgressError {
  return new EgressError(
    "address_refused",
    "the endpoint's address is private, and private targets are not allowed",
  );
}

async function post(agent: Agent, call: EgressRequest): Promise<EgressResponse> {
  const deadline = new AbortController();
  const timer = setTimeout(
    () => deadline.abort(new EgressError("timeout", `no answer within ${call.timeoutMs} ms`)),
    call.timeoutMs,
  );
  const signal = call.signal ? AbortSignal.any([call.signal, deadline.signal]) : deadline.signal;
  try {
    const { statusCode, headers, body } = await request(call.url, {
      method: "POST",
      headers: call.headers,
      body: call.body,
      dispatcher: agent,
      signal,
    });
    const retryAfter = headers["retry-after"];
    return {
      status: statusCode,
      retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
      excerpt: await readExcerpt(body),
    };
  } catch (error) {
    throw describe(error, call.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** A body that breaks off or never ends changes nothing: the status had come, and it decides. */
async function readExcerpt(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= EXCERPT_BYTES) break;
    }
  } catch {}
  // PostgreSQL's text holds no NUL.
  return Buffer.concat(chunks).subarray(0, EXCERPT_BYTES).toString("utf8").replaceAll("\0", "\ufffd");
}

function describe(error: unknown, outer: AbortSignal | undefined): unknown {
  if (outer?.aborted && error === outer.reason) return error;
  if (error instanceof EgressError) return error;
  const { code, message } = error as { code?: unknown; message: string };
  const name = typeof code === "string" ? code.toLowerCase() : "connection_failed";
  return new EgressError(name, message, { cause: error });
}
