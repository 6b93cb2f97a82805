import { type CommandOption, connectionOptions, optionProblem } from "./command-options.ts";
import type { PersonaDefinition } from "./personas/define-persona.ts";
import { attributeMappings } from "./personas/okta-resources.ts";
import {
  isProvider,
  type PersonaName,
  type ProviderName,
  personasOf,
  providers,
} from "./personas/personas.ts";
import {
  contentTypes,
  deprovisionings,
  emailShapes,
  groupUpdates,
  matchingAttributes,
  memberRemovals,
  type Switches,
} from "./personas/switches.ts";
import { filterEncodings } from "./query.ts";
import { authForms } from "./scim-client.ts";
import { type SimulateOptions, scenarios } from "./simulate.ts";

/** What every provider's simulation takes, `--persona` aside. */
const commonOptions: readonly CommandOption[] = [
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
];

const choice = (
  name: keyof Switches | "emailType",
  flag: `--${string}`,
  choices: readonly string[],
  description: string,
): CommandOption => ({ name, flag, argument: "<choice>", choices, description });

/** One option for each switch; a provider has those that its personas know. */
const switchOptions: readonly CommandOption[] = [
  choice("auth", "--auth", authForms, "how the token is sent"),
  choice("filterEncoding", "--filter-encoding", filterEncodings, "how spaces are written in queries"),
  number("delayMs", "--delay-ms", undefined, [0, 600_000], "pause between the requests of one job"),
  choice("uniqueIdentifier", "--unique-identifier", ["userName", "email"], "what the app knows users by"),
  choice(
    "emailType",
    "--email-type",
    ["mapped", "unmapped"],
    "whether e-mails carry a type (mapped in catalog apps, unmapped in wizard apps)",
  ),
  choice("attributes", "--attributes", attributeMappings, "which attributes are mapped"),
  choice("matchingAttribute", "--matching-attribute", matchingAttributes, "what users are matched by"),
  { name: "complianceFlag", flag: "--compliance-flag", description: "with aadOptscim062020 in the URL" },
  choice("deprovisioning", "--deprovisioning", deprovisionings, "what an unassigned user's fate is"),
  choice("emailShape", "--email-shape", emailShapes, "how the JSON template writes the e-mail"),
  choice("contentType", "--content-type", contentTypes, "whether requests say what they carry"),
  choice("memberRemoval", "--member-removal", memberRemovals, "how members are removed by PATCH"),
  choice("groupUpdates", "--group-updates", groupUpdates, "how groups are updated"),
  number("patchBatch", "--patch-batch", undefined, [1, 10_000], "membership changes in one PATCH"),
  { name: "concurrentGroupPushes", flag: "--concurrent-group-pushes", description: "push groups at once" },
  { name: "passwordSync", flag: "--password-sync", description: "send password changes" },
  { name: "importGroups", flag: "--import-groups", description: "the connection test reads groups too" },
];

const realistic: CommandOption = {
  name: "realistic",
  flag: "--realistic",
  description: "Okta's pace, and its refusal of some base URLs",
};

/** The options of one provider, in the order of its help text. */
export const simulateOptionsOf = (provider: ProviderName): readonly CommandOption[] => {
  const known = personasOf(provider);
  return [
    ...connectionOptions,
    ...(known.length === 1 ? [] : [personaOption(known)]),
    ...commonOptions,
    ...switchOptions.flatMap((option) => withPreset(option, known)),
    ...(provider === "okta" ? [realistic] : []),
    { name: "json", flag: "--json", description: "the report as JSON" },
  ];
};

const personaOption = (known: readonly [PersonaDefinition, ...PersonaDefinition[]]): CommandOption => ({
  name: "persona",
  flag: "--persona",
  argument: "<name>",
  default: known[0].name,
  choices: known.map(({ name }) => name),
  description: `which client to play: ${known.map(({ name, description }) => `${name}, ${description}`).join("; ")}`,
});

/** The personas' default, where they agree on one; none for a switch that takes no value. */
const withPreset = (option: CommandOption, known: readonly PersonaDefinition[]): readonly CommandOption[] => {
  const name = switchOf(option);
  if (!known.some(({ defaults }) => Object.hasOwn(defaults, name))) return [];
  const presets = new Set(known.map(({ defaults }) => defaults[name]));
  const [preset] = presets;
  const said = presets.size === 1 && (typeof preset === "string" || typeof preset === "number");
  // A pause of nothing would override that of --realistic.
  return [said && option.name !== "delayMs" ? { ...option, default: preset } : option];
};

/** `--email-type` is words on the command line and a switch inside. */
const switchOf = ({ name }: CommandOption): keyof Switches =>
  (name === "emailType" ? "emailTypeMapped" : name) as keyof Switches;

function number(
  name: string,
  flag: `--${string}`,
  preset: number | undefined,
  range: readonly [number, number],
  description: string,
): CommandOption {
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

/** Reads what a command-line parser made of {@link simulateOptionsOf}: strings, numbers and `true`, by name. */
export const parseSimulateOptions = (
  provider: string,
  raw: Readonly<Record<string, unknown>>,
): ParseResult => {
  if (!isProvider(provider)) {
    const names = Object.keys(providers).join(", ");
    return { ok: false, problem: `There is no provider "${provider}"; write one of ${names}.` };
  }
  const values: Record<string, unknown> = {};
  for (const option of simulateOptionsOf(provider)) {
    const value = raw[option.name] ?? option.default;
    const problem = optionProblem(option, value);
    if (problem !== undefined) return { ok: false, problem: `${option.flag} ${problem}` };
    if (value !== undefined) values[option.name] = option.range === undefined ? value : Number(value);
  }
  const { emailType, persona, ...rest } = values;
  const options = {
    ...rest,
    provider,
    persona: (persona ?? personasOf(provider)[0].name) as PersonaName,
    ...(emailType === undefined ? {} : { emailTypeMapped: emailType === "mapped" }),
  } as ParsedSimulateOptions;
  return { ok: true, options };
};
