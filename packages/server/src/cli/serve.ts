import { Command } from "commander";
import { startServer } from "../app/start-server.ts";
import { readConfig, readSecrets } from "../config/config.ts";
import { publicUrlProblems } from "../config/public-url.ts";

const GUIDE = "docs/guides/first-event.md";

/** `rollcall serve`: what `npm start` runs. */
export function serveCommand(): Command {
  return new Command("serve").description("Serve SCIM, the management API and webhooks").action(async () => {
    const config = readConfig(process.env);
    const server = await startServer({ config, secrets: readSecrets(process.env) });
    const say = (line: string) => process.stdout.write(`${line}\n`);

    if (server.firstApiKey !== undefined) {
      say(`API key, shown this once: ${server.firstApiKey}`);
    }
    say(`Rollcall listens on http://${config.host}:${server.port} and is reached at ${server.publicUrl}`);
    for (const problem of publicUrlProblems(server.publicUrl))
      say(`  not for a real provider yet: ${problem}`);
    say(`Dashboard: ${server.publicUrl}/dashboard/`);
    if (server.firstApiKey !== undefined)
      say(`Next: sign in there with the key, or follow the guide on the command line: ${GUIDE}`);

    await stopSignal();
    await server.close();
  });
}

/** A second signal ends the process at once, for who does not want to wait for requests in flight. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.once("SIGINT", () => process.exit(130)).once("SIGTERM", () => process.exit(143));
      resolve();
    };
    process.once("SIGINT", stop).once("SIGTERM", stop);
  });
}
