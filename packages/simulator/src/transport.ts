import * as http from "node:http";
import * as https from "node:https";
import { urlToHttpOptions } from "node:url";
import { promisify } from "node:util";
import * as zlib from "node:zlib";
import { ScimFailure } from "./scim-failure.ts";

const gunzip = promisify(zlib.gunzip);
const inflate = promisify(zlib.inflate);

export type WireRequest = {
  readonly method: string;
  readonly base: URL;
  /** Exactly what goes on the request line; the URL parser would tidy it and hide what the provider sends. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  readonly agent: http.Agent;
  readonly signal?: AbortSignal;
};

export type WireAnswer = {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** As transferred, before decompression. */
  readonly bytes: number;
};

export const createAgent = (base: URL, ca: string | undefined): http.Agent => {
  if (base.protocol === "http:") return new http.Agent({ keepAlive: true });
  return new https.Agent(ca === undefined ? { keepAlive: true } : { keepAlive: true, ca });
};

/**
 * One request and its whole answer. The time limit covers everything from the first byte sent to the last one
 * read: a server that drips its body would otherwise hold a job for ever.
 */
export const send = async (request: WireRequest): Promise<WireAnswer> => {
  const raw = await roundTrip(request);
  const body = await decode(raw.body, raw.headers["content-encoding"]);
  return { status: raw.status, headers: raw.headers, text: body.toString("utf8"), bytes: raw.body.length };
};

type RawAnswer = {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
};

const roundTrip = (wire: WireRequest): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    wire.signal?.throwIfAborted();
    const open = wire.base.protocol === "http:" ? http.request : https.request;
    const { method, path, headers, agent } = wire;
    const request = open({ ...urlToHttpOptions(wire.base), method, path, headers, agent });
    const settle = () => {
      clearTimeout(timer);
      wire.signal?.removeEventListener("abort", onAbort);
    };
    // Rejects first: once destroyed, a half-read answer reports "aborted" and hides the reason.
    const fail = (error: Error) => {
      settle();
      reject(explain(error));
      request.destroy();
    };
    const timer = setTimeout(() => fail(timedOut(wire.timeoutMs)), wire.timeoutMs);
    const onAbort = () => {
      settle();
      reject(abortReason(wire.signal));
      request.destroy();
    };
    wire.signal?.addEventListener("abort", onAbort, { once: true });
    request.on("error", fail);
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", fail);
      response.on("end", () => {
        settle();
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        });
      });
    });
    request.end(wire.body);
  });

const timedOut = (timeoutMs: number): ScimFailure =>
  new ScimFailure("timeout", `No complete answer within ${timeoutMs / 1000} s; the connection was closed.`);

const abortReason = (signal: AbortSignal | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new Error("Stopped.");

const explain = (error: Error): ScimFailure => {
  if (error instanceof ScimFailure) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  // An AggregateError (every address of a host refused) has an empty message.
  return new ScimFailure(
    "network",
    `The server can't be reached: ${error.message || code || "connection failed"}.`,
  );
};

const decode = async (body: Buffer, encoding: string | undefined): Promise<Buffer> => {
  try {
    if (encoding === "gzip") return await gunzip(body);
    if (encoding === "deflate") return await inflate(body);
    return body;
  } catch {
    throw new ScimFailure("notJson", `The answer says ${encoding} but can't be decompressed.`);
  }
};
