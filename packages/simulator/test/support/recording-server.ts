import * as http from "node:http";
import type { AddressInfo } from "node:net";

/** A request exactly as it came over the wire. */
export type Seen = {
  readonly method: string;
  /** Path and query, undecoded. */
  readonly url: string;
  /** Names in the case in which they were sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
};

export type Answer =
  | {
      readonly status: number;
      /** A string goes out as it is, anything else as JSON. */
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Headers and half a body, then nothing. */
  | "drip"
  | "hang"
  | "reset";

export type RecordingServer = AsyncDisposable & { readonly url: string; readonly seen: Seen[] };

/** A server of one's own answers, behind a real socket. */
export const startServer = async (
  answer: (seen: Seen, index: number) => Answer | Promise<Answer>,
): Promise<RecordingServer> => {
  const seen: Seen[] = [];
  const server = http.createServer(async (request, response) => {
    const text = await readText(request);
    const one = {
      method: request.method!,
      url: request.url!,
      headers: rawHeaders(request),
      body: parsed(text),
    };
    seen.push(one);
    reply(response, await answer(one, seen.length - 1));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/v2`,
    seen,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const reply = (response: http.ServerResponse, answer: Answer): void => {
  if (answer === "hang") return;
  if (answer === "reset") return void response.destroy();
  if (answer === "drip") return void response.writeHead(200).write('{"totalResults":');
  const { status, body, headers } = answer;
  response.writeHead(status, { "Content-Type": "application/scim+json; charset=utf-8", ...headers });
  if (body === undefined) response.end();
  else response.end(typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body));
};

const readText = async (request: http.IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

/** Text that is no JSON stays text. */
const parsed = (text: string): unknown => {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const rawHeaders = ({ rawHeaders: raw }: http.IncomingMessage): Record<string, string> =>
  Object.fromEntries(raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1]!]] : [])));

export const list = (...resources: readonly unknown[]): Answer => ({
  status: 200,
  body: {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults: resources.length,
    startIndex: 1,
    itemsPerPage: resources.length,
    Resources: resources,
  },
});

export const error = (status: number, detail: string): Answer => ({
  status,
  body: { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: String(status), detail },
});

/** Gives the answers one after another; the last one stays. */
export const inTurn = (...answers: readonly Answer[]) => {
  return (_seen: Seen, index: number): Answer => answers[Math.min(index, answers.length - 1)]!;
};
