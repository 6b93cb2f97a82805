import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createEgressClient, type EgressOptions, type EgressRequest } from "./egress.ts";

function client(options: Partial<EgressOptions> = {}) {
  const egress = createEgressClient({ allowPrivateTargets: true, ...options });
  onTestFinished(() => egress.close());
  return egress;
}

async function server(listener: RequestListener) {
  let connections = 0;
  const started = createServer(listener).on("connection", () => {
    connections += 1;
  });
  started.listen(0);
  await once(started, "listening");
  onTestFinished(() => {
    started.closeAllConnections();
    started.close();
  });
  return { port: (started.address() as AddressInfo).port, connections: () => connections };
}

function call(url: string, more: Partial<EgressRequest> = {}): EgressRequest {
  return {
    url,
    headers: { "content-type": "application/json" },
    body: '{"a":"ü"}',
    timeoutMs: 5_000,
    ...more,
  };
}

const code = (name: string) => expect.objectContaining({ name: "EgressError", code: name });

describe("a call", () => {
  it("posts the body as it is and brings back what counts", async () => {
    const { port } = await server(async (request, response) => {
      let body = "";
      for await (const chunk of request.setEncoding("utf8")) body += chunk;
      response.writeHead(429, { "retry-after": "7" }).end(`${request.method} ${body}`);
    });
    expect(await client().post(call(`http://127.0.0.1:${port}/`))).toEqual({
      status: 429,
      retryAfter: "7",
      excerpt: 'POST {"a":"ü"}',
    });
  });

  it("keeps connections alive", async () => {
    const { port, connections } = await server((_, response) => void response.end("ok"));
    const egress = client();
    for (let i = 0; i < 5; i++) await egress.post(call(`http://127.0.0.1:${port}/`));
    // A second one is opened when the next call comes before the first socket is known to be free.
    expect(connections()).toBeLessThanOrEqual(2);
  });

  it("follows no redirect", async () => {
    const { port, connections } = await server(
      (request, response) =>
        void response.writeHead(302, { location: `http://${request.headers.host}/x` }).end(),
    );
    expect((await client().post(call(`http://127.0.0.1:${port}/`))).status).toBe(302);
    expect(connections()).toBe(1);
  });

  it("reads 16 KiB of an endless body and no more", async () => {
    const { port } = await server((_, response) => {
      const more = () => {
        while (response.write("a".repeat(8192)));
        response.once("drain", more);
      };
      more();
    });
    const { status, excerpt } = await client().post(call(`http://127.0.0.1:${port}/`));
    expect(status).toBe(200);
    expect(excerpt).toHaveLength(16 * 1024);
  });

  it("takes the status that came, though the body never ends", async () => {
    const { port } = await server((_, response) => void response.writeHead(200).write("partly"));
    const answer = await client().post(call(`http://127.0.0.1:${port}/`, { timeoutMs: 100 }));
    expect(answer).toMatchObject({ status: 200, excerpt: "partly" });
  });

  it("times out when no answer comes", async () => {
    const { port } = await server(() => {});
    const answer = client().post(call(`http://127.0.0.1:${port}/`, { timeoutMs: 100 }));
    await expect(answer).rejects.toEqual(code("timeout"));
  });

  it("rejects with the signal's reason when it is interrupted", async () => {
    const { port } = await server(() => {});
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("stopping")), 50);
    const answer = client().post(call(`http://127.0.0.1:${port}/`, { signal: stop.signal }));
    await expect(answer).rejects.toThrow("stopping");
  });

  it("says in a word why no connection came about", async () => {
    const closed = createTcpServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await expect(client().post(call(`http://127.0.0.1:${port}/`))).rejects.toEqual(code("econnrefused"));
  });
});

describe("the guard", () => {
  it.each(["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "localhost"])(
    "calls nothing at %s",
    async (host) => {
      const { port, connections } = await server((_, response) => void response.end("secret"));
      const egress = client({ allowPrivateTargets: false });
      await expect(egress.post(call(`http://${host}:${port}/`))).rejects.toEqual(code("address_refused"));
      expect(connections()).toBe(0);
    },
  );

  it("calls nothing at a name that resolves to a private address, today or a moment later", async () => {
    const { port, connections } = await server((_, response) => void response.end("secret"));
    let lookups = 0;
    const egress = client({
      allowPrivateTargets: false,
      // 192.0.2.0/24 and 203.0.113.0/24 are documentation's: no host of the Internet is called by this test.
      resolve(_, done) {
        lookups += 1;
        done(null, [{ address: lookups === 1 ? "192.0.2.1" : "127.0.0.1", family: 4 }]);
      },
    });
    for (let i = 0; i < 3; i++)
      await expect(egress.post(call(`http://rebind.test:${port}/`))).rejects.toEqual(code("address_refused"));
    expect(lookups).toBe(3);
    expect(connections()).toBe(0);
  });

  it("lets an allowed name through, at the address that was looked up", async () => {
    const { port } = await server((request, response) => void response.end(request.headers.host));
    const egress = client({ resolve: (_, done) => done(null, [{ address: "127.0.0.1", family: 4 }]) });
    const { excerpt } = await egress.post(call(`http://hooks.test:${port}/`));
    expect(excerpt).toBe(`hooks.test:${port}`);
  });

  it("says so when a name does not resolve", async () => {
    const missing = Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
    const egress = client({ resolve: (_, done) => done(missing, []) });
    await expect(egress.post(call("http://nowhere.test/"))).rejects.toEqual(code("enotfound"));
  });
});
