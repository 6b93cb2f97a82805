import { once } from "node:events";
import { connect } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { type Fetch, listen } from "./listen.ts";

const TEN_MINUTES = 600_000;

async function listening(fetch: Fetch) {
  const failures: unknown[] = [];
  const options = { host: "127.0.0.1", port: 0, trustProxy: { kind: "none" } } as const;
  const server = await listen(fetch, options, (error) => failures.push(error));
  onTestFinished(() => server.close(0));
  const socket = connect(server.port, "127.0.0.1").setEncoding("utf8");
  onTestFinished(() => void socket.destroy());
  return { server, failures, socket };
}

it("answers a handler that throws with 500 in JSON, and tells the reason", async () => {
  const fault = new TypeError("a fault of ours");
  const { failures, socket } = await listening(() => Promise.reject(fault));
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const answer = String(await once(socket, "data"));
  expect(answer).toMatch(/^HTTP\/1\.1 500 /);
  expect(answer).toContain('"status":"500","detail":"The server failed on this request."');
  expect(answer).not.toContain("a fault of ours");
  expect(failures).toEqual([fault]);
});

it("answers an address that cannot be read with 400, and tells nobody", async () => {
  const { failures, socket } = await listening(async (request) => new Response(request.url));
  socket.write("GET / HTTP/1.1\r\nHost: a b\r\n\r\n");
  expect(String(await once(socket, "data"))).toMatch(/^HTTP\/1\.1 400 /);
  expect(failures).toEqual([]);
});

it("closes a kept-alive connection once the request that was in flight on it has its answer", async () => {
  let answer: (response: Response) => void = () => {};
  const { server, socket } = await listening(() => new Promise((resolve) => (answer = resolve)));
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await expect.poll(() => answer.length).toBe(1);
  const closed = server.close(TEN_MINUTES);
  answer(new Response("done"));
  expect(String(await once(socket, "data"))).toMatch(/^HTTP\/1\.1 200 /);
  await closed;
});
