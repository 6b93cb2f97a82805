import { createServer, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { getRequestListener, RequestError } from "@hono/node-server";
import { clientAddress, type TrustedProxies } from "./client-address.ts";

export type Fetch = (request: Request, clientAddress: string) => Promise<Response>;

export type ListeningServer = {
  readonly port: number;
  /** Takes no new connection, lets requests in flight end, and cuts what is left after the grace. */
  close(graceMs?: number): Promise<void>;
};

/** Okta gives a request 60 seconds; a connection that sends its headers slower than this is holding a place. */
const HEADERS_TIMEOUT_MS = 20_000;
const REQUEST_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_MS = 75_000;
const GRACE_MS = 10_000;
const SWEEP_MS = 50;

export type ListenOptions = {
  readonly host: string;
  readonly port: number;
  readonly trustProxy: TrustedProxies;
};

/**
 * Serves a fetch handler over HTTP/1.1. Whatever cannot even be parsed is answered in JSON too; a handler that
 * throws is a fault of ours, answered with 500 and told to `failed`.
 */
export async function listen(
  fetch: Fetch,
  options: ListenOptions,
  failed: (error: unknown) => void,
): Promise<ListeningServer> {
  const listener = getRequestListener(
    (request, bindings) => {
      const peer = (bindings as { incoming: { socket: Socket } }).incoming.socket.remoteAddress ?? "";
      return fetch(request, clientAddress(peer, request.headers.get("x-forwarded-for"), options.trustProxy));
    },
    {
      overrideGlobalObjects: false,
      errorHandler: (error) => {
        if (error instanceof RequestError)
          return refusal(400, "The request cannot be read: its address or Host header is not valid.");
        failed(error);
        return refusal(500, "The server failed on this request.");
      },
    },
  );
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // Node's own refusal of a request without Host has no body; the listener's has one.
      requireHostHeader: false,
    },
    listener,
  );
  server.on("clientError", answerUnparsed);
  server.on("checkExpectation", (_request, response: ServerResponse) => {
    const body = refusalBody(417, "The request expects something of this server that it does not do.");
    response.writeHead(417, { "Content-Type": "application/json" }).end(body);
  });
  server.on("connect", (_request, socket: Duplex) => answerRaw(socket, 405, "This server is not a proxy."));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => resolve());
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: (graceMs = GRACE_MS) => close(server, graceMs),
  };
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // A connection that was busy then is kept alive by its client; nothing else would end it before the grace does.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}

function refusal(status: number, message: string): Response {
  return new Response(refusalBody(status, message), {
    status,
    headers: { "Content-Type": "application/json" },
  });
}

/** Read by SCIM clients and by SDKs alike: nobody knows yet which of them is asking. */
function refusalBody(status: number, message: string): string {
  const schemas = ["urn:ietf:params:scim:api:messages:2.0:Error"];
  return JSON.stringify({ schemas, status: String(status), detail: message, message });
}

function answerUnparsed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const [status, message]: [number, string] =
    error.code === "HPE_HEADER_OVERFLOW"
      ? [431, "The request's headers are too large."]
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? [408, "The request took too long to arrive."]
        : [400, "The request is not valid HTTP."];
  answerRaw(socket, status, message);
}

function answerRaw(socket: Duplex, status: number, message: string): void {
  const body = refusalBody(status, message);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/json`;
  socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
