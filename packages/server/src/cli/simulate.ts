import { parseSimulateOptions, simulate, simulateOptions, streamProgress } from "@rollcall/simulator";
import { Command, Option } from "commander";

/** `rollcall simulate okta --url … --token …`: a provider against any SCIM server. */
export function simulateCommand(): Command {
  const okta = new Command("okta").description(
    "Push users and groups the way Okta does, then compare what the server holds",
  );
  for (const { flag, argument, description, required, choices, ...option } of simulateOptions) {
    const declared = new Option(argument ? `${flag} ${argument}` : flag, description);
    if (option.default !== undefined) declared.default(option.default);
    if (choices) declared.choices([...choices]);
    okta.addOption(declared.makeOptionMandatory(required ?? false));
  }
  okta.action(async (given: Record<string, unknown>) => {
    const parsed = parseSimulateOptions("okta", given);
    if (!parsed.ok) return okta.error(parsed.problem);
    const report = await simulate({
      ...parsed.options,
      output: (line) => process.stdout.write(`${line}\n`),
      ...(parsed.options.json ? {} : { progress: streamProgress(process.stdout) }),
    });
    process.exitCode = report.ok ? 0 : 1;
  });
  return new Command("simulate")
    .description("Play an identity provider against a SCIM endpoint")
    .addCommand(okta);
}
