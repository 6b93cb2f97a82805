/** Longer bodies are cut: the log is for looking at, not for keeping what was sent. */
const MAX_BODY = 16 * 1024;
/** Beyond this a list of members is only counted. */
const MAX_MEMBERS = 1000;
const REDACTED = "[redacted]";

/**
 * A body as the request log keeps it: no password, no endless members. What is not JSON is kept as text, because
 * that is what its sender has to see.
 */
export function redactBody(body: string): string {
  if (body === "") return "";
  return cut(body.length > 4 * 1024 * 1024 ? body : redactJson(body));
}

function redactJson(body: string): string {
  // Only a body that mentions either can change; most are answered without being parsed again.
  if (!/password/i.test(body) && body.length < MAX_BODY) return body;
  try {
    return JSON.stringify(JSON.parse(body, redactValue));
  } catch {
    // A truncated body may hold half a password that no parser finds.
    return /password/i.test(body) ? `${REDACTED}: not JSON, and it mentions a password` : body;
  }
}

function redactValue(key: string, value: unknown): unknown {
  if (/^(.*[:.])?password$/i.test(key)) return REDACTED;
  if (isPasswordOperation(value)) return { ...value, value: REDACTED };
  return Array.isArray(value) && value.length > MAX_MEMBERS ? [`${value.length} values`] : value;
}

/** `{"op":"replace","path":"password","value":"…"}` */
function isPasswordOperation(value: unknown): value is { path: string; value: unknown } {
  const path = (value as { path?: unknown } | null)?.path;
  return typeof path === "string" && /(^|[:.])password$/i.test(path);
}

/**
 * An answer of ours, which never holds a password. Only a group can hold members by the thousand; any other long
 * answer is cut without being parsed again, as long as a page of users is.
 */
export function redactAnswer(body: string, path: string): string {
  return /^\/groups(\/|$)/i.test(path) ? redactBody(body) : cut(body);
}

function cut(text: string): string {
  return text.length > MAX_BODY ? `${text.slice(0, MAX_BODY)}… (${text.length} characters)` : text;
}

/** Query strings carry e-mail addresses, which the log may hold, and in some hands tokens, which it may not. */
export function redactQuery(query: string): string {
  return query
    .replace(/((?:^|&)[^=&]*(?:token|secret|password|authorization)[^=&]*=)[^&]*/gi, `$1${REDACTED}`)
    .slice(0, MAX_BODY);
}
