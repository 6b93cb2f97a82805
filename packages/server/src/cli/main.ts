import { Command, CommanderError } from "commander";
import { ConfigError } from "../config/config-error.ts";
import { Unavailable } from "../kernel/unavailable.ts";
import { checkCommand } from "./check.ts";
import { demoCommand } from "./demo.ts";
import { serveCommand } from "./serve.ts";
import { simulateCommand } from "./simulate.ts";

const program = new Command("rollcall")
  .description("Self-hosted Directory Sync: SCIM 2.0 in; ordered events, webhooks and an API out")
  .addCommand(serveCommand())
  .addCommand(demoCommand())
  .addCommand(simulateCommand())
  .addCommand(checkCommand());

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode);
  process.stderr.write(`rollcall: ${explain(error)}\n`);
  process.exit(1);
}

/** The operator's mistake is one line; ours keeps its stack. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof Unavailable) return `the database does not answer: ${reasonOf(error)}`;
  return String((error as Error)?.stack ?? error);
}

/** A host of several addresses, all of which refuse, gives an error that has a code and no message. */
function reasonOf({ message, cause }: Unavailable): string {
  return message || String((cause as NodeJS.ErrnoException | undefined)?.code ?? "no reason given");
}
