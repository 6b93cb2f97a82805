import type { CommandOption } from "@rollcall/simulator";
import { type Command, Option } from "commander";

/** Declares what a command of the simulator takes. */
export function addOptions(command: Command, options: readonly CommandOption[]): void {
  for (const { flag, argument, description, required, choices, ...option } of options) {
    const declared = new Option(argument ? `${flag} ${argument}` : flag, description);
    if (option.default !== undefined) declared.default(option.default);
    if (choices) declared.choices([...choices]);
    command.addOption(declared.makeOptionMandatory(required ?? false));
  }
}
