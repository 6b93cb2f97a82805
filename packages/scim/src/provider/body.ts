import { invalidSyntax } from "../message/error.ts";
import { isObject, type JsonObject } from "../resource/json.ts";
import { nameOf } from "../resource/read-value.ts";
import type { ScimRequest } from "./request.ts";

/**
 * The body as a JSON object (RFC 7644 §3.8). The media type is not looked at: clients send `application/json`,
 * none, and others. The parser's own message is not passed on, for it quotes the body, passwords included.
 */
export function readBody(request: ScimRequest): JsonObject {
  const text = (request.body ?? "").replace(/^\uFEFF/, "");
  if (text.trim() === "") throw invalidSyntax(`A ${request.method} needs a JSON body; this one is empty.`);
  const body = parse(text);
  if (!isObject(body)) throw invalidSyntax(`The body must be a JSON object, not ${nameOf(body)}.`);
  return body;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidSyntax(`The request body is not valid JSON${whereOf(String(error))}.`);
  }
}

/** Engines name the place in some of their messages only, and the end of the text in words of their own. */
function whereOf(message: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return `: the fault is at character ${Number(position) + 1}`;
  return /unexpected end|unterminated/i.test(message) ? ": it ends too early" : "";
}
