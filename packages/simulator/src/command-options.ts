/** One option of a command, for a command-line parser to be fed from. */
export type CommandOption = {
  /** In the parsed options: "patchBatch" for `--patch-batch`. */
  readonly name: string;
  readonly flag: `--${string}`;
  /** Absent for a switch that takes no value. */
  readonly argument?: `<${string}>`;
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string | number;
  readonly choices?: readonly string[];
  /** The bounds of a whole number. */
  readonly range?: readonly [min: number, max: number];
};

/** Where every command of a client begins. */
export const connectionOptions: readonly CommandOption[] = [
  {
    name: "url",
    flag: "--url",
    argument: "<url>",
    required: true,
    description: "SCIM base URL of the directory",
  },
  { name: "token", flag: "--token", argument: "<token>", required: true, description: "SCIM token" },
];

/** What is wrong with an option's value, as the end of a sentence that begins with its flag. */
export const optionProblem = (option: CommandOption, value: unknown): string | undefined => {
  if (value === undefined)
    return option.required ? `is missing: write ${option.flag} ${option.argument}` : undefined;
  if (option.choices && !option.choices.includes(String(value))) {
    return `must be one of ${option.choices.join(", ")}, not "${value}"`;
  }
  if (option.range) return rangeProblem(option.range, value);
  if (option.name === "url") return urlProblem(String(value));
  if (option.name === "token") return tokenProblem(String(value));
  return undefined;
};

const rangeProblem = ([min, max]: readonly [number, number], value: unknown): string | undefined =>
  /^\d+$/.test(String(value)) && Number(value) >= min && Number(value) <= max
    ? undefined
    : `must be a whole number from ${min} to ${max}, not "${value}"`;

const urlProblem = (value: string): string | undefined => {
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    return `must be an http or https URL, not "${value}"`;
  }
  return /[?#]/.test(value) ? "must end with its path: resource paths are appended to it" : undefined;
};

/** What HTTP lets a header carry; a line break from the clipboard is the usual mistake. */
const tokenProblem = (value: string): string | undefined =>
  /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(value)
    ? undefined
    : "has characters that no header can carry, or spaces around it";
