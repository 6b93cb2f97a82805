import { anyFilter, anyValue, pickName } from "./fuzz-grammar.ts";
import type { Random } from "./seeded-random.ts";

type Container = Record<string, unknown> | unknown[];

const isContainer = (value: unknown): value is Container => typeof value === "object" && value !== null;

/** Changes one node of a JSON document: its value, its name, its number. */
export function mutateJson(document: unknown, random: Random): unknown {
  const copy = structuredClone(document);
  const places: [Container, string][] = [];
  const walk = (value: unknown) => {
    if (!isContainer(value)) return;
    for (const key of Object.keys(value)) {
      places.push([value, key]);
      walk((value as Record<string, unknown>)[key]);
    }
  };
  walk(copy);
  if (places.length === 0) return anyValue(random);
  const [container, key] = random.pick(places);
  const at = container as Record<string, unknown>;
  const kind = random.below(6);
  if (kind < 2) at[key] = anyValue(random);
  else if (kind === 2) delete at[key];
  else if (kind === 3) setOwn(at, pickName(random), at[key]);
  else if (kind === 4) at[key] = [at[key], at[key]];
  else if (Array.isArray(at[key])) at[key] = Array(random.below(50)).fill(at[key][0]);
  else setOwn(at, key.toUpperCase(), anyValue(random));
  return copy;
}

/** An assignment to `__proto__` would change the prototype and leave nothing to send. */
function setOwn(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Damages text without regard to what it means. */
export function mutateText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const length = random.below(8);
  switch (random.below(6)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(at + length);
    case 2:
      return text.slice(0, at) + text.slice(at, at + length).repeat(3) + text.slice(at + length);
    case 3:
      return text.slice(0, at) + random.pick(junk) + text.slice(at);
    case 4:
      return text.slice(0, at) + String.fromCharCode(32 + random.below(95)) + text.slice(at + 1);
    default:
      return text.slice(at) + text.slice(0, at);
  }
}

const junk = [
  '"',
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "\\",
  "\\u0000",
  "\\ud800",
  "\u0000",
  "1e999",
  "null",
  "é",
  "🦊",
];

/** Damages bytes, so that they may be no text any more. */
export function mutateBytes(text: string, random: Random): Buffer {
  const bytes = Buffer.from(text);
  for (let flips = 1 + random.below(4); flips > 0 && bytes.length > 0; flips -= 1)
    bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
}

/** Damages the query of a URL, or writes one that is all grammar and no sense. */
export function mutateQuery(path: string, random: Random): string {
  const [before = "", query = ""] = path.split("?");
  const parameters = [
    `filter=${encodeURIComponent(anyFilter(random).toWellFormed())}`,
    `sortBy=${encodeURIComponent(pickName(random))}&sortOrder=${random.pick(["ascending", "descending", "up", ""])}`,
    `attributes=${encodeURIComponent(`${pickName(random)},${pickName(random)}`)}`,
    `excludedAttributes=${encodeURIComponent(pickName(random))}`,
    `startIndex=${random.pick(["0", "-1", "1", "3", "1e9", "999999999999999999999", "x", ""])}`,
    `count=${random.pick(["0", "-1", "5", "1000", "100000", "1.5", "NaN", ""])}`,
    `cursor=${random.pick(["", "x", "AAAA"])}`,
    `${encodeURIComponent(pickName(random))}=1`,
  ];
  const more = [query, random.pick(parameters), ...(random.chance(0.3) ? [random.pick(parameters)] : [])];
  const joined = more.filter((part) => part !== "").join("&");
  return `${before}?${random.chance(0.15) ? urlSafe(mutateText(joined, random)) : joined}`;
}

/** Spaces and controls would end the request line: what is sent then is not this request. */
export const urlSafe = (text: string) =>
  text.toWellFormed().replace(/[^\x21-\x7e«»]/gu, (character) => encodeURIComponent(character));
