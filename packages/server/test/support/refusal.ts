import { expect } from "vitest";
import type { RawAnswer } from "./raw-connection.ts";

/** What a refusal may not tell: how we are built, and with what. */
const internals =
  /\bat .+:\d+:\d+|node_modules|\.ts\b|\bselect\b.+\bfrom\b|insert into|sqlite|postgres|kysely|constraint|TypeError|SyntaxError|RangeError|ENOENT|undefined|\[object/i;

export type Expected = { readonly status: number; readonly scimType?: string };

/** RFC 7644 §3.12, in words for an IT admin. */
export function expectScimRefusal(answer: RawAnswer, { status, scimType }: Expected): void {
  expect(answer.status).toBe(status);
  expect(answer.headers["content-type"]).toMatch(/^application\/(scim\+)?json/);
  const body = JSON.parse(answer.body) as Record<string, unknown>;
  expect(body.schemas).toEqual(["urn:ietf:params:scim:api:messages:2.0:Error"]);
  expect(body.status).toBe(String(status));
  if (scimType !== undefined) expect(body.scimType).toBe(scimType);
  expectReadable(body.detail);
}

/** The management API's own shape: a message for the developer, and never a key `error`. */
export function expectApiRefusal(answer: RawAnswer, { status }: Expected): void {
  expect(answer.status).toBe(status);
  expect(answer.headers["content-type"]).toMatch(/^application\/json/);
  const body = JSON.parse(answer.body) as Record<string, unknown>;
  expect(body).not.toHaveProperty("error");
  expectReadable(body.message);
}

/** A sentence: not empty, no stack, no SQL, no name of ours. */
function expectReadable(text: unknown): void {
  expect(text).toBeTypeOf("string");
  const sentence = String(text);
  expect(sentence.length).toBeGreaterThan(15);
  expect(sentence).toMatch(/ /);
  expect(sentence).not.toMatch(internals);
}
