import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import type { TestEvent } from "./api-client.ts";

/** An application's webhook endpoint that answers 200 and remembers what it got first, and how often. */
export type EventReceiver = {
  readonly url: string;
  /** From here on, every call must be signed with this secret, both ways. */
  trust(secret: string): void;
  /** In order of first arrival. */
  readonly first: readonly TestEvent[];
  has(eventId: string): boolean;
  /** Calls that repeated an event. */
  repeats(): number;
  /** Calls whose signature did not verify. */
  forged(): number;
  close(): Promise<void>;
};

export async function startEventReceiver(): Promise<EventReceiver> {
  const first: TestEvent[] = [];
  const seen = new Set<string>();
  const count = { repeats: 0, forged: 0 };
  let secret = "";
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    if (!isGenuine(request.headers, body, secret)) {
      count.forged += 1;
      return void response.writeHead(401).end();
    }
    const event = JSON.parse(body) as TestEvent;
    if (seen.has(event.id)) count.repeats += 1;
    else first.push(event);
    seen.add(event.id);
    response.writeHead(200).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    trust(value) {
      secret = value;
    },
    first,
    has: (eventId) => seen.has(eventId),
    repeats: () => count.repeats,
    forged: () => count.forged,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** As the documentation of both signatures tells a receiver to verify, not as our own code does. */
function isGenuine(headers: IncomingHttpHeaders, body: string, secret: string): boolean {
  const [, time, signature] = /^t=(\d+), v1=([0-9a-f]{64})$/.exec(String(headers["workos-signature"])) ?? [];
  const expected = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
  if (signature !== expected) return false;
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}
