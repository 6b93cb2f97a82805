import {
  type ProviderName,
  parseSimulateOptions,
  personasOf,
  providers,
  simulate,
  simulateOptionsOf,
  streamProgress,
} from "@rollcall/simulator";
import { Command } from "commander";
import { addOptions } from "./add-options.ts";

/** `rollcall simulate PROVIDER --url … --token …`: a provider against any SCIM server. */
export function simulateCommand(): Command {
  const command = new Command("simulate").description("Play an identity provider against a SCIM endpoint");
  for (const provider of Object.keys(providers) as ProviderName[])
    command.addCommand(providerCommand(provider));
  return command;
}

function providerCommand(provider: ProviderName): Command {
  const { title } = providers[provider];
  const command = new Command(provider)
    .summary(`users and groups the way ${title} sends them`)
    .description(
      [
        `Push users and groups the way ${title} does, then compare what the server holds.`,
        ...personasOf(provider).map(({ description, evidence }) => `${description} [${evidence}]`),
      ].join("\n"),
    );
  addOptions(command, simulateOptionsOf(provider));
  return command.action(async (given: Record<string, unknown>) => {
    const parsed = parseSimulateOptions(provider, given);
    if (!parsed.ok) return command.error(parsed.problem);
    const report = await simulate({
      ...parsed.options,
      output: (line) => process.stdout.write(`${line}\n`),
      ...(parsed.options.json ? {} : { progress: streamProgress(process.stdout) }),
    });
    process.exitCode = report.ok ? 0 : 1;
  });
}
