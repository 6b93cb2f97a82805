import { Command, CommanderError } from "commander";
import { ConfigError } from "../config/config-error.ts";
import { demoCommand } from "./demo.ts";
import { serveCommand } from "./serve.ts";
import { simulateCommand } from "./simulate.ts";

const program = new Command("rollcall")
  .description("Self-hosted Directory Sync: SCIM 2.0 in; ordered events, webhooks and an API out")
  .addCommand(serveCommand())
  .addCommand(demoCommand())
  .addCommand(simulateCommand());

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode);
  // The operator's mistake is one line; ours keeps its stack.
  process.stderr.write(
    `rollcall: ${error instanceof ConfigError ? error.message : String((error as Error)?.stack ?? error)}\n`,
  );
  process.exit(1);
}
