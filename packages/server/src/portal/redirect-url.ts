import { AppError } from "../kernel/errors.ts";

const MAX_LENGTH = 2048;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

export type RedirectRules = {
  /** Permits http to this machine: for who develops the application beside its server. */
  readonly allowLoopback: boolean;
};

/** A URL that the portal may send the admin's browser to: https, so that nobody on the way can swap the page. */
export function parseRedirectUrl(field: string, text: string, rules: RedirectRules): string {
  const problem = redirectProblem(text, rules);
  if (problem === undefined) return text;
  throw new AppError("invalid_url", `${field} ${problem}.`, {
    errors: [{ field, code: "invalid_url", message: `${field} ${problem}.` }],
  });
}

function redirectProblem(text: string, { allowLoopback }: RedirectRules): string | undefined {
  if (text.length > MAX_LENGTH) return `has more than ${MAX_LENGTH} characters`;
  if (!URL.canParse(text)) return "is not an absolute URL";
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== "" || password !== "") return "must not contain a user name or password";
  if (protocol === "https:") return undefined;
  if (protocol === "http:" && allowLoopback && LOOPBACK.test(hostname)) return undefined;
  return "must start with https://";
}
