import { isDeepStrictEqual } from "node:util";
import { isObject, type JsonObject, objects, text } from "../json.ts";
import type { CheckAnswer } from "./scene.ts";
import { CheckFailure, Leniency } from "./verdicts.ts";

const errorUrn = "urn:ietf:params:scim:api:messages:2.0:Error";
const listUrn = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

const short = (value: unknown): string => {
  const written = JSON.stringify(value) ?? "nothing";
  return written.length > 200 ? `${written.slice(0, 200)}…` : written;
};

export const expectStatus = (answer: CheckAnswer, ...statuses: readonly number[]): void => {
  if (statuses.includes(answer.status)) return;
  const said = text(answer.body.detail);
  throw new CheckFailure(
    `${answer.line}, expected ${statuses.join(" or ")}${said === "" ? "" : ` (${said})`}`,
  );
};

export const expectThat = (holds: boolean, message: string): void => {
  if (!holds) throw new CheckFailure(message);
};

export const expectEqual = (actual: unknown, wanted: unknown, what: string): void =>
  expectThat(isDeepStrictEqual(actual, wanted), `${what} is ${short(actual)}, expected ${short(wanted)}`);

/** null, an empty list and an absent attribute are one state (RFC 7643 section 2.5). */
export const expectUnassigned = (value: unknown, what: string): void =>
  expectThat(
    value === undefined || value === null || (Array.isArray(value) && value.length === 0),
    `${what} is ${short(value)}, expected to be unassigned`,
  );

/** The SCIM Error of RFC 7644 section 3.12; `scimType` may be left out, and must not be another. */
export const expectError = (answer: CheckAnswer, status: number, scimType?: string): void => {
  expectStatus(answer, status);
  expectErrorBody(answer);
  if (scimType === undefined || answer.body.scimType === undefined) return;
  expectEqual(answer.body.scimType, scimType, `${answer.line}: scimType`);
};

export const expectErrorBody = (answer: CheckAnswer): void => {
  const { body, status, line } = answer;
  expectThat(
    Array.isArray(body.schemas) && body.schemas.includes(errorUrn),
    `${line}: the body has not the schema of a SCIM Error: ${short(answer.text)}`,
  );
  expectEqual(body.status, String(status), `${line}: status in the body`);
};

/** For what servers accept on purpose: a success is lenient and not wrong. */
export const expectRefusal = (answer: CheckAnswer, status: number, scimType?: string): void => {
  if (answer.status >= 200 && answer.status < 300) {
    throw new Leniency(
      `${answer.line}: accepted, where the RFC has ${status}${scimType === undefined ? "" : ` and ${scimType}`}`,
    );
  }
  expectError(answer, status, scimType);
};

/** The resources of a list, whose shape is checked by the way. */
export const resourcesOf = (answer: CheckAnswer): readonly JsonObject[] => {
  expectStatus(answer, 200);
  const { schemas, totalResults, Resources } = answer.body;
  expectThat(
    Array.isArray(schemas) && schemas.includes(listUrn),
    `${answer.line}: schemas is ${short(schemas)}, expected that of a ListResponse`,
  );
  expectThat(typeof totalResults === "number", `${answer.line}: totalResults is ${short(totalResults)}`);
  expectThat(
    Array.isArray(Resources) || (Resources === undefined && totalResults === 0),
    `${answer.line}: Resources is ${short(Resources)}`,
  );
  return objects(Resources);
};

export const expectFound = (answer: CheckAnswer, ids: readonly string[], what: string): void => {
  const found = resourcesOf(answer).map(({ id }) => text(id));
  expectEqual([...found].sort(), [...ids].sort(), `what ${what} finds`);
};

export const part = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);

/** A list of complex values as its `value`s, sorted. */
export const valuesOf = (list: unknown): readonly string[] =>
  objects(list)
    .map(({ value }) => text(value))
    .sort();
