import { createClient, RollcallError } from "@rollcall/sdk";

const TIMEOUT_MS = 20_000;

/**
 * The management API, with the rights of who is signed in. The SDK sends an API key; a browser has none, so that
 * its header is taken off and the session's cookie goes instead.
 */
export const rollcall = createClient({
  baseUrl: location.origin,
  apiKey: "session",
  retries: 1,
  timeoutMs: TIMEOUT_MS,
  fetch(url, init) {
    const headers = new Headers(init.headers);
    headers.delete("Authorization");
    // Without it the server takes a request for one that another site's form has sent.
    headers.set("Content-Type", "application/json");
    return fetch(url, { ...init, headers, credentials: "same-origin" });
  },
});

type Method = "GET" | "POST" | "DELETE";

/** The web's own JSON. Fails as the SDK does. */
export async function callJson<Result>(method: Method, path: string, body?: object): Promise<Result> {
  const response = await answer(method, path, body);
  const text = await response.text();
  const parsed = parse(text);
  if (response.ok) return parsed as Result;
  const { code = "unexpected_answer", message = `The server answered ${response.status}.` } = (parsed ??
    {}) as { code?: RollcallError["code"]; message?: string };
  const requestId = response.headers.get("x-request-id") ?? undefined;
  throw new RollcallError(code, message, { status: response.status, requestId });
}

async function answer(method: Method, path: string, body: object | undefined): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
      credentials: "same-origin",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    throw new RollcallError("connection_failed", "The server does not answer.", { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
