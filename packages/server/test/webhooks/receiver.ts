import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One call as a receiver got it. */
export type ReceivedCall = {
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
  readonly eventId: string;
  readonly directoryId: string;
  readonly n: number;
  /** When it arrived, and what was answered; 0 while it is open. */
  readonly at: number;
  status: number;
};

/** What to answer: a status, with headers, late, or never. */
export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly delayMs?: number;
};

export type Receiver = {
  readonly url: string;
  readonly calls: readonly ReceivedCall[];
  /** What was answered 2xx, in order of arrival. */
  accepted(): readonly ReceivedCall[];
  answer: (call: ReceivedCall) => Answer;
  /** The largest number of calls open at once, in all and for one directory. */
  readonly mostOpen: () => { readonly all: number; readonly directory: number };
  close(): Promise<void>;
};

/** A real HTTP server on a free port of the loopback address. */
export async function startReceiver(answer: Receiver["answer"] = () => ({ status: 200 })): Promise<Receiver> {
  const calls: ReceivedCall[] = [];
  const open = new Map<string, number>();
  const most = { all: 0, directory: 0 };
  const count = (directoryId: string, by: number) => {
    open.set(directoryId, (open.get(directoryId) ?? 0) + by);
    most.all = Math.max(
      most.all,
      [...open.values()].reduce((sum, n) => sum + n, 0),
    );
    most.directory = Math.max(most.directory, open.get(directoryId) ?? 0);
  };
  const server = createServer(async (request, response) => {
    const call = await receive(request);
    calls.push(call);
    count(call.directoryId, 1);
    response.on("close", () => count(call.directoryId, -1));
    await reply(response, call, receiver.answer(call));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    calls,
    accepted: () => calls.filter(({ status }) => status >= 200 && status < 300),
    answer,
    mostOpen: () => most,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return receiver;
}

async function receive(request: IncomingMessage): Promise<ReceivedCall> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  const event = JSON.parse(body || "{}") as { id: string; data: { directory_id: string; n: number } };
  const { directory_id: directoryId, n } = event.data;
  return { body, headers: request.headers, eventId: event.id, directoryId, n, at: Date.now(), status: 0 };
}

async function reply(response: ServerResponse, call: ReceivedCall, answer: Answer): Promise<void> {
  if (answer.delayMs) await new Promise((resolve) => setTimeout(resolve, answer.delayMs));
  if (response.destroyed) return;
  call.status = answer.status;
  response.writeHead(answer.status, answer.headers).end(answer.body ?? "ok");
}
