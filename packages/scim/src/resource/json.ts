import { excerpt, invalidSyntax, invalidValue } from "../message/error.ts";

/** A JSON object as a client sent it: nothing about it has been checked. */
export type JsonObject = { readonly [name: string]: unknown };

/** Nesting of a body beyond this is refused: no resource of RFC 7643 needs more than five levels. */
const maxDepth = 20;

/** Whether a parsed JSON value is an object; arrays and null are not. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads a property that the object itself has: `toString` and its like are attribute names too. */
export function own<T>(object: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

const forbiddenNames = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Refuses what no storage and no program downstream should ever meet: names that reach a prototype, names that
 * differ only in case (RFC 7643 §2.1 makes them one attribute), NUL and lone surrogates in any text, numbers that
 * JSON cannot write back, and nesting beyond {@link maxDepth}.
 */
export function checkJson(value: unknown, depth = 0): void {
  if (typeof value === "string") checkText(value);
  else if (typeof value === "number" && !Number.isFinite(value)) {
    throw invalidValue("The body holds a number that is too large.");
  }
  if (typeof value !== "object" || value === null) return;
  if (depth >= maxDepth) throw invalidSyntax(`The body is nested more than ${maxDepth} levels deep.`);
  if (Array.isArray(value)) {
    for (const element of value) checkJson(element, depth + 1);
    return;
  }
  checkNames(Object.keys(value));
  for (const element of Object.values(value)) checkJson(element, depth + 1);
}

/** Refuses text that cannot be stored: PostgreSQL has no NUL, and a lone surrogate has no UTF-8 form. */
export function checkText(text: string): void {
  if (text.includes("\0")) throw invalidValue(`The text ${excerpt(text)} holds a NUL character.`);
  if (!text.isWellFormed()) {
    throw invalidValue(`The text ${excerpt(text)} holds half of a character (a lone surrogate).`);
  }
}

/** Refuses the names by which JavaScript reaches a prototype, in any case. */
export function checkName(name: string): void {
  if (!forbiddenNames.has(name.toLowerCase())) return;
  throw invalidSyntax(`${excerpt(name)} is not allowed as an attribute name.`);
}

function checkNames(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    checkText(name);
    checkName(name);
    const key = name.toLowerCase();
    if (seen.has(key)) {
      throw invalidSyntax(
        `The attribute ${excerpt(name)} is given twice; names do not differ by case alone.`,
      );
    }
    seen.add(key);
  }
}
