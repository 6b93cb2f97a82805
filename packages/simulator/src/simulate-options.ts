import { attributeMappings } from "./personas/okta-resources.ts";
import { type PersonaName, personas } from "./personas/personas.ts";
import { filterEncodings } from "./query.ts";
import { authForms } from "./scim-client.ts";
import { type SimulateOptions, scenarios } from "./simulate.ts";

/** One option of `rollcall simulate`, for a command-line parser to be fed from. */
export type SimulateOption = {
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

const personaNames = Object.keys(personas);

export const simulateOptions: readonly SimulateOption[] = [
  {
    name: "url",
    flag: "--url",
    argument: "<url>",
    required: true,
    description: "SCIM base URL of the directory",
  },
  { name: "token", flag: "--token", argument: "<token>", required: true, description: "SCIM token" },
  {
    name: "persona",
    flag: "--persona",
    argument: "<name>",
    default: "okta-catalog",
    choices: personaNames,
    description: `which client to play: ${Object.values(personas)
      .map((persona) => `${persona.name}, ${persona.description}`)
      .join("; ")}`,
  },
  {
    name: "scenario",
    flag: "--scenario",
    argument: "<name>",
    default: "import",
    choices: scenarios,
    description: "import: assign users, push groups; lifecycle: every operation once",
  },
  number("users", "--users", 25, [0, 1_000_000], "users to assign"),
  number("groups", "--groups", 3, [0, 100_000], "groups to push"),
  number("membersPerGroup", "--members-per-group", 10, [0, 1_000_000], "members of each group"),
  number("seed", "--seed", 1, [0, 4_294_967_295], "another seed makes another company"),
  number("concurrency", "--concurrency", 4, [1, 256], "users in flight"),
  {
    name: "auth",
    flag: "--auth",
    argument: "<form>",
    default: "bearer",
    choices: authForms,
    description: "how the token is sent",
  },
  {
    name: "uniqueIdentifier",
    flag: "--unique-identifier",
    argument: "<attribute>",
    default: "userName",
    choices: ["userName", "email"],
    description: "what the app knows users by",
  },
  {
    name: "emailType",
    flag: "--email-type",
    argument: "<state>",
    choices: ["mapped", "unmapped"],
    description: "whether e-mails carry a type (mapped in catalog apps, unmapped in wizard apps)",
  },
  {
    name: "attributes",
    flag: "--attributes",
    argument: "<set>",
    default: "enterprise",
    choices: attributeMappings,
    description: "which attributes are mapped",
  },
  {
    name: "filterEncoding",
    flag: "--filter-encoding",
    argument: "<form>",
    default: "percent20",
    choices: filterEncodings,
    description: "how spaces are written in queries",
  },
  number("patchBatch", "--patch-batch", 100, [1, 10_000], "membership changes in one PATCH"),
  number("delayMs", "--delay-ms", undefined, [0, 600_000], "pause between the requests of one job"),
  { name: "concurrentGroupPushes", flag: "--concurrent-group-pushes", description: "push groups at once" },
  { name: "passwordSync", flag: "--password-sync", description: "send password changes" },
  { name: "importGroups", flag: "--import-groups", description: "the connection test reads groups too" },
  { name: "realistic", flag: "--realistic", description: "Okta's pace, and its refusal of some base URLs" },
  { name: "json", flag: "--json", description: "the report as JSON" },
];

function number(
  name: string,
  flag: `--${string}`,
  preset: number | undefined,
  range: readonly [number, number],
  description: string,
): SimulateOption {
  const base = { name, flag, argument: "<number>", range, description } as const;
  return preset === undefined ? base : { ...base, default: preset };
}

export type ParsedSimulateOptions = Omit<
  SimulateOptions,
  "output" | "progress" | "onProgress" | "onStep" | "transport"
>;

export type ParseResult =
  | { readonly ok: true; readonly options: ParsedSimulateOptions }
  /** One line that says what to write. */
  | { readonly ok: false; readonly problem: string };

/** Reads what a command-line parser made of {@link simulateOptions}: strings, numbers and `true`, by name. */
export const parseSimulateOptions = (
  provider: string,
  raw: Readonly<Record<string, unknown>>,
): ParseResult => {
  if (provider !== "okta") return { ok: false, problem: `There is no provider "${provider}"; write okta.` };
  const values: Record<string, unknown> = {};
  for (const option of simulateOptions) {
    const value = raw[option.name] ?? option.default;
    const problem = optionProblem(option, value);
    if (problem !== undefined) return { ok: false, problem: `${option.flag} ${problem}` };
    if (value !== undefined) values[option.name] = option.range === undefined ? value : Number(value);
  }
  const { emailType, persona, ...rest } = values;
  const options = {
    ...rest,
    provider,
    persona: persona as PersonaName,
    ...(emailType === undefined ? {} : { emailTypeMapped: emailType === "mapped" }),
  } as ParsedSimulateOptions;
  return { ok: true, options };
};

const optionProblem = (option: SimulateOption, value: unknown): string | undefined => {
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
