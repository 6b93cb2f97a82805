import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PersonaName, providers } from "@rollcall/simulator";
import { Command, Option } from "commander";
import { startServer } from "../app/start-server.ts";
import { readConfig } from "../config/config.ts";
import { silentLogger } from "../kernel/logger.ts";
import { createDemoClient } from "./demo/client.ts";
import { compareWithApi } from "./demo/compare.ts";
import { playLifecycle } from "./demo/lifecycle.ts";
import { startReceiver } from "./demo/receiver.ts";

type Options = { readonly database?: string; readonly persona: PersonaName };

/** How long the receiver may lag behind the log before the demo calls it lost. */
const DELIVERY_PATIENCE_MS = 30_000;

/** `rollcall demo`: the life of one directory, from the provider to the webhook, checked at the end. */
export function demoCommand(): Command {
  return new Command("demo")
    .description("Walk a simulated Okta through a directory's life and show each event as it arrives")
    .addOption(
      new Option("--database <url>", "sqlite:PATH or postgres://… (default: a temporary SQLite file)"),
    )
    .addOption(
      new Option("--persona <name>", "which kind of Okta app")
        .choices(providers.okta.personas)
        .default("okta-catalog"),
    )
    .action(async (options: Options) => {
      const temporary = mkdtempSync(join(tmpdir(), "rollcall-demo-"));
      try {
        const same = await demo(options.database ?? `sqlite:${join(temporary, "demo.db")}`, options.persona);
        process.exitCode = same ? 0 : 1;
      } finally {
        rmSync(temporary, { recursive: true, force: true });
      }
    });
}

async function demo(databaseUrl: string, persona: PersonaName): Promise<boolean> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const apiKey = `sk_demo_${randomBytes(24).toString("hex")}`;
  const server = await startServer({
    config: readConfig({
      ROLLCALL_DATABASE_URL: databaseUrl,
      ROLLCALL_PORT: "0",
      ROLLCALL_WEBHOOK_ALLOW_PRIVATE: "true",
    }),
    secrets: { apiKey, scimToken: undefined, secretKeys: [new Uint8Array(randomBytes(32))] },
    logger: silentLogger,
  });
  const receiver = await startReceiver((event) => say(`    ← ${event.summary}`));
  try {
    say(`A server runs at ${server.publicUrl} on a temporary database.`);
    const client = createDemoClient(server.publicUrl, apiKey);
    const { organization, directory, token } = await client.createDirectory();
    receiver.trust(await client.createWebhookEndpoint(receiver.url));
    say(`Okta (${persona}) is connected to ${directory.scim_url}.\n`);

    const { belief, steps } = await playLifecycle(persona, { url: directory.scim_url, token }, say);
    const events = await client.events(organization.id, directory.id);
    const ids = events.map(({ id }) => id);
    const delivered = await receiver.waitFor(ids, DELIVERY_PATIENCE_MS);
    const comparison = compareWithApi(belief, await client.state(directory.id));

    say(`\n${comparison.table.join("\n")}`);
    say(
      `\n${ids.length} events in the log, ${delivered.received} received, every signature verified both ways.`,
    );
    const problems = [...comparison.differences, ...delivered.problems];
    for (const problem of problems) say(`✗ ${problem}`);
    const same = steps.every(({ ok }) => ok) && problems.length === 0;
    say(
      same ? "✓ What was pushed is what the API returns." : "✗ What was pushed is not what the API returns.",
    );
    return same;
  } finally {
    await receiver.close();
    await server.close();
  }
}
