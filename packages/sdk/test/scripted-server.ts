import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export type ScriptedAnswer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type Received = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly at: number;
};

/** `hang` never answers, `cut` breaks the connection off. */
export type Step = ScriptedAnswer | "hang" | "cut";

export type ScriptedServer = { readonly url: string; readonly received: readonly Received[] };

export const json = (status: number, body: unknown, headers = {}): ScriptedAnswer => ({
  status,
  headers: { "Content-Type": "application/json", ...headers },
  body: JSON.stringify(body),
});

/** A server that answers its requests with one step after the other, and the last one again, until the test ends. */
export async function scriptedServer(...steps: readonly Step[]): Promise<ScriptedServer> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { method = "", url = "", headers } = request;
    const step = steps[Math.min(received.length, steps.length - 1)];
    received.push({ method, url, headers, body, at: performance.now() });
    if (step === "cut") request.socket.destroy();
    else if (step !== "hang" && step) response.writeHead(step.status, step.headers).end(step.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}
