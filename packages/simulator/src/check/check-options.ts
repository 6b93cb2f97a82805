import { type CommandOption, connectionOptions, optionProblem } from "../command-options.ts";

/** The options of `rollcall check`. */
export const checkOptions: readonly CommandOption[] = [
  ...connectionOptions,
  { name: "readOnly", flag: "--read-only", description: "only the checks that create nothing" },
  { name: "strict", flag: "--strict", description: "accepting what the RFC refuses is a failure too" },
  { name: "json", flag: "--json", description: "the report as JSON" },
  { name: "junit", flag: "--junit", argument: "<file>", description: "the report as JUnit XML, into a file" },
];

export type ParsedCheckOptions = {
  readonly url: string;
  readonly token: string;
  readonly readOnly: boolean;
  readonly strict: boolean;
  readonly json: boolean;
  readonly junit?: string;
};

/** Reads what a command-line parser made of {@link checkOptions}. */
export const parseCheckOptions = (
  raw: Readonly<Record<string, unknown>>,
):
  | { readonly ok: true; readonly options: ParsedCheckOptions }
  | { readonly ok: false; readonly problem: string } => {
  for (const option of checkOptions) {
    const problem = optionProblem(option, raw[option.name]);
    if (problem !== undefined) return { ok: false, problem: `${option.flag} ${problem}` };
  }
  const { url, token, readOnly, strict, json, junit } = raw;
  return {
    ok: true,
    options: {
      url: String(url),
      token: String(token),
      readOnly: readOnly === true,
      strict: strict === true,
      json: json === true,
      ...(junit === undefined ? {} : { junit: String(junit) }),
    },
  };
};
