import { RollcallError, type RollcallErrorCode } from "./errors.ts";
import type { ApiError } from "./generated/types.ts";

const SHOWN_CHARACTERS = 200;

/** An answer with its body read: whatever can break in reading it has broken by then. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
};

/** The answer's body; undefined when it has none. Throws what the API refused. */
export function bodyOf({ status, headers, text }: Answer): unknown {
  const body = parse(text);
  const requestId = headers.get("x-request-id") ?? undefined;
  if (status >= 200 && status < 300) {
    if (text === "" || body !== undefined) return body;
    throw new RollcallError("unexpected_answer", unexpected(status, text), { status, requestId });
  }
  if (!isApiError(body)) {
    throw new RollcallError("unexpected_answer", unexpected(status, text), { status, requestId });
  }
  const code: RollcallErrorCode = body.code ?? "unexpected_answer";
  throw new RollcallError(code, body.message, { status, requestId, errors: body.errors });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isApiError(body: unknown): body is ApiError {
  return typeof body === "object" && body !== null && "message" in body && typeof body.message === "string";
}

function unexpected(status: number, text: string): string {
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return `The answer (status ${status}) does not come from Rollcall; is baseUrl right? It reads: ${shown || "nothing"}`;
}
