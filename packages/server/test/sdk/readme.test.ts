import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Client, createClient, type Event, verifyWebhook } from "@rollcall/sdk";
import { expect, onTestFinished, test } from "vitest";
import { createSigner, newWebhookSecret } from "../../src/webhooks/signature.ts";
import { TEST_API_KEY } from "../support/api-client.ts";
import { projectRoot } from "../support/docs.ts";
import { startRunningServer } from "../support/running-server.ts";

const readme = readFileSync(`${projectRoot}/packages/sdk/README.md`, "utf8");
const [calls = "", webhooks = ""] = Array.from(
  readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm),
  ([, block = ""]) => block,
);

/** Runs a program as a reader would who pasted it, and gives back what it prints. */
async function run(program: string, env: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program], {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  const status = await new Promise((resolve) => child.once("close", resolve));
  expect([status, output]).toEqual([0, output]);
  return output;
}

async function start(): Promise<{ url: string; client: Client }> {
  const server = await startRunningServer("sqlite", { ROLLCALL_WEBHOOK_ALLOW_PRIVATE: "true" });
  onTestFinished(() => server.close());
  return { url: server.publicUrl, client: createClient({ baseUrl: server.publicUrl, apiKey: TEST_API_KEY }) };
}

test("the README's calls run as they stand", async () => {
  const { url } = await start();
  const output = await run(calls, { ROLLCALL_URL: url, ROLLCALL_API_KEY: TEST_API_KEY });
  expect(output).toMatch(/^Base URL http\S+, token rcd_\S+$/m);
  expect(output).toMatch(/^event_\S+ dsync\.activated$/m);
  expect(output).toMatch(/^404 entity_not_found req_\S+$/m);
});

test("the README's receiver takes what is signed, and nothing else", async () => {
  const secret = newWebhookSecret();
  const body = JSON.stringify({ id: "event_1", event: "dsync.user.deleted", data: { username: "ada" } });
  const headers = createSigner([secret])("event_1", body, Date.now());
  const program = `${webhooks}
    const send = async (body) =>
      (await receive(new Request("http://localhost/", { method: "POST", body, headers: ${JSON.stringify(headers)} }))).status;
    console.log(await send(${JSON.stringify(body)}), await send(${JSON.stringify(`${body} `)}));`;
  expect(await run(program, { WEBHOOK_SECRET: secret })).toBe("sign out ada\n204 400\n");
});

test("a delivery of the server verifies", async () => {
  const { client } = await start();
  let secret = "";
  const received: Event[] = [];
  const receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const payload = Buffer.concat(chunks);
    for (const alone of ["webhook-signature", "workos-signature"]) {
      const headers = { ...request.headers, [alone]: undefined };
      received.push(await verifyWebhook({ payload, headers, secret }));
    }
    response.end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void receiver.close());

  const endpoint_url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  ({ secret } = await client.webhookEndpoints.create({ endpoint_url, events: ["dsync.activated"] }));
  const { id: organization_id } = await client.organizations.create({ name: "Zoë & Söhne" });
  const type = "okta scim v2.0";
  const directory = await client.directories.create({ organization_id, name: "日本", type });
  await expect.poll(() => received.length, { timeout: 10_000 }).toBe(2);
  const logged = await client.events.list({ organization_id }).page();
  expect(received).toEqual([logged.data[0], logged.data[0]]);
  expect(received[0]).toMatchObject({ event: "dsync.activated", data: { id: directory.id, name: "日本" } });
});
