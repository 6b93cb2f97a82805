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
    const position = /at position (\d+)/.exec(String(error))?.[1];
    const where =
      position === undefined ? "it ends too early" : `the fault is at character ${Number(position) + 1}`;
    throw invalidSyntax(`The request body is not valid JSON: ${where}.`);
  }
}
