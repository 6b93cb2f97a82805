import { writeFileSync } from "node:fs";
import {
  checkOptions,
  parseCheckOptions,
  renderCheck,
  renderCheckSummary,
  renderJunit,
  runChecks,
} from "@rollcall/simulator";
import { Command } from "commander";
import { addOptions } from "./add-options.ts";

/** `rollcall check --url … --token …`: grades any SCIM server; exit code 1 when a MUST fails. */
export function checkCommand(): Command {
  const command = new Command("check")
    .summary("grade a SCIM endpoint against RFC 7643 and RFC 7644")
    .description(
      [
        "Try a SCIM endpoint against the requirements of RFC 7643 and RFC 7644.",
        "Creates users and groups named rollcall-check-… and deletes them at the end.",
      ].join("\n"),
    );
  addOptions(command, checkOptions);
  return command.action(async (given: Record<string, unknown>) => {
    const parsed = parseCheckOptions(given);
    if (!parsed.ok) return command.error(parsed.problem);
    const { json, junit, ...options } = parsed.options;
    const say = (lines: readonly string[]) => process.stdout.write(`${lines.join("\n")}\n`);
    const report = await runChecks({
      ...options,
      ...(json ? {} : { onResult: (result) => void say(renderCheck(result)) }),
    });
    if (junit !== undefined) writeFileSync(junit, renderJunit(report, options.strict));
    say(json ? [JSON.stringify(report, undefined, 2)] : renderCheckSummary(report));
    process.exitCode = report.ok ? 0 : 1;
  });
}
