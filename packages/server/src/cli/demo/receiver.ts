import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

export type ReceivedEvent = { readonly id: string; readonly event: string; readonly summary: string };

export type Delivered = { readonly received: number; readonly problems: readonly string[] };

export type Receiver = {
  readonly url: string;
  /** From here on, signatures must be made with this secret. */
  trust(secret: string): void;
  /** Resolves when all of these were received, or after the patience with what is missing. */
  waitFor(ids: readonly string[], patienceMs: number): Promise<Delivered>;
  close(): Promise<void>;
};

type Payload = {
  readonly id: string;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
};

const LOOK_AGAIN_MS = 20;

/** An application's webhook endpoint: verifies both signatures, and answers 401 to what is not signed. */
export async function startReceiver(onEvent: (event: ReceivedEvent) => void): Promise<Receiver> {
  const order: string[] = [];
  const problems: string[] = [];
  let secret = "";

  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const genuine = isGenuine(request.headers, body, secret);
    response.writeHead(genuine ? 200 : 401).end();
    if (!genuine) return void problems.push("a webhook arrived whose signature does not verify");
    const payload = JSON.parse(body) as Payload;
    if (order.includes(payload.id)) return;
    order.push(payload.id);
    onEvent({ id: payload.id, event: payload.event, summary: summarize(payload) });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    trust(value) {
      secret = value;
    },
    async waitFor(ids, patienceMs) {
      const end = Date.now() + patienceMs;
      const missing = () => ids.filter((id) => !order.includes(id));
      while (missing().length > 0 && Date.now() < end)
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      const lost = missing().map((id) => `the receiver never got ${id}`);
      const mixed = lost.length === 0 && !ids.every((id, index) => order[index] === id);
      return {
        received: order.length,
        problems: [
          ...problems,
          ...lost,
          ...(mixed ? ["the receiver got events in another order than the log's"] : []),
        ],
      };
    },
    close: () => new Promise<void>((resolve) => void server.close(() => resolve()).closeAllConnections()),
  };
}

/** The two signatures that every delivery carries: WorkOS's and Standard Webhooks'. */
function isGenuine(headers: IncomingHttpHeaders, body: string, secret: string): boolean {
  const [, time, signature] = /^t=(\d+), v1=([0-9a-f]{64})$/.exec(String(headers["workos-signature"])) ?? [];
  if (!time || !signature) return false;
  const expected = createHmac("sha256", secret).update(`${time}.${body}`).digest();
  if (!timingSafeEqual(expected, Buffer.from(signature, "hex"))) return false;
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

function summarize({ event, data }: Payload): string {
  const user = (data.user ?? data) as { email?: unknown; username?: unknown; state?: unknown };
  const group = (data.group ?? data) as { name?: unknown };
  const who = user.email ?? user.username;
  const previous = data.previous_attributes ? ` (was ${JSON.stringify(data.previous_attributes)})` : "";
  if (data.user && data.group) return `${event}  ${who} · ${group.name}`;
  if (event.startsWith("dsync.user.")) return `${event}  ${who} ${user.state}${previous}`;
  return `${event}  ${group.name ?? ""}${previous}`;
}
