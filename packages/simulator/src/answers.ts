import { isObject, type JsonObject } from "./json.ts";
import { ScimFailure } from "./scim-failure.ts";
import type { WireAnswer } from "./transport.ts";

export type ListAnswer = {
  readonly totalResults: number;
  readonly startIndex: number | undefined;
  readonly itemsPerPage: number | undefined;
  readonly resources: readonly JsonObject[];
};

/** Turns an answer into a value, or throws what the provider would complain about. */
export type Reader<T> = (answer: WireAnswer) => T;

/** A JSON object; an empty body will not do. */
export const readResource: Reader<JsonObject> = (answer) => {
  const body = readOptional(answer);
  if (body === undefined) throw notJson(answer);
  return body;
};

/** 204 and empty bodies are fine, as they are for PATCH, PUT and DELETE. */
export const readOptional: Reader<JsonObject | undefined> = (answer) => {
  refuseFailure(answer);
  if (answer.text.trim() === "") return undefined;
  const body = parse(answer);
  if (!isObject(body)) throw notJson(answer);
  return body;
};

/** A create has to return the new resource: without its id nothing can ever be sent to it again. */
export const readCreated: Reader<JsonObject & { readonly id: string }> = (answer) => {
  const body = readOptional(answer);
  const id = body?.id;
  if (typeof id !== "string" || id === "") {
    throw new ScimFailure(
      "emptyCreate",
      "The create returned an empty resource: the answer has no id.",
      answer.status,
    );
  }
  return { ...body, id };
};

export const readList: Reader<ListAnswer> = (answer) => {
  const body = readResource(answer);
  const resources = member(body, "Resources");
  if (resources !== undefined && !Array.isArray(resources)) {
    throw new ScimFailure("badList", "Resources is not an array.", answer.status);
  }
  const totalResults = counter(body, "totalResults", answer);
  if (totalResults === undefined) throw new ScimFailure("badList", "totalResults is missing.", answer.status);
  return {
    totalResults,
    startIndex: counter(body, "startIndex", answer),
    itemsPerPage: counter(body, "itemsPerPage", answer),
    resources: (resources ?? []).filter(isObject),
  };
};

/** The same, taking 404 for "nobody": what Okta does when it looks a user up by filter. */
export const readLookup: Reader<ListAnswer> = (answer) => {
  if (answer.status !== 404) return readList(answer);
  parse(answer);
  return { totalResults: 0, startIndex: 1, itemsPerPage: 0, resources: [] };
};

/** Okta reads the list's keys in lower case too. */
const member = (body: JsonObject, key: string): unknown => body[key] ?? body[key.toLowerCase()];

const counter = (body: JsonObject, key: string, answer: WireAnswer): number | undefined => {
  const value = member(body, key);
  if (value === undefined || typeof value === "number") return value;
  throw new ScimFailure("badList", `${key} must be a number, got ${JSON.stringify(value)}.`, answer.status);
};

const refuseFailure = (answer: WireAnswer): void => {
  if (answer.status >= 200 && answer.status < 300) return;
  const detail = answer.text.trim() === "" ? "" : detailOf(parse(answer));
  const said = `The server answered ${answer.status}${detail === "" ? "." : `: ${detail}`}`;
  if (answer.status === 409) throw new ScimFailure("conflict", said, 409);
  if (answer.status === 401 || answer.status === 403) {
    throw new ScimFailure("unauthorized", `Authorization failed. ${said}`, answer.status);
  }
  throw new ScimFailure("status", said, answer.status);
};

const detailOf = (body: unknown): string =>
  isObject(body) && typeof body.detail === "string" ? body.detail : "";

const parse = (answer: WireAnswer): unknown => {
  try {
    return JSON.parse(answer.text);
  } catch {
    throw notJson(answer);
  }
};

const notJson = (answer: WireAnswer): ScimFailure => {
  const token = answer.text.trim().split(/[\s>:,]/, 1)[0] ?? "";
  const seen = token === "" ? "an empty body" : `unrecognized token '${token.slice(0, 40)}'`;
  return new ScimFailure("notJson", `Invalid JSON (${answer.status}): ${seen}.`, answer.status);
};
