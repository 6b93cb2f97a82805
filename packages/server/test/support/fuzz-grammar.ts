import { enterpriseUserSchema, groupSchema, userSchema } from "@rollcall/scim";
import type { Random } from "./seeded-random.ts";

/** What stands for an id in a generated request until it is sent: ours, and another directory's. */
export const placeholder = /(?:«|%C2%AB)([ugfx])(\d+)(?:»|%C2%BB)/g;

const attributes = [userSchema, groupSchema, enterpriseUserSchema].flatMap(({ attributes: all }) =>
  all.flatMap(({ name, subAttributes = [] }) => [name, ...subAttributes.map((sub) => `${name}.${sub.name}`)]),
);

const names: readonly string[] = [
  ...attributes,
  ...["id", "externalId", "meta", "meta.created", "meta.lastModified", "schemas", "$ref", "password"],
  ...["urn:ietf:params:scim:schemas:core:2.0:User:userName", `${enterpriseUserSchema.id}:department`],
  ...[`${enterpriseUserSchema.id}:manager.value`, "urn:example:2.0:Thing:a.b", "urn:a:b:c:", "urn:"],
  ...["__proto__", "constructor", "toString", "nothing", "a.b.c.d", "名前", "USERNAME", "Emails.Value", ""],
];

const texts: readonly string[] = [
  ...[
    "",
    " ",
    "x",
    "fuzz-1@fuzz.example",
    "FUZZ-2@FUZZ.EXAMPLE",
    "Zoë 日本 🦊",
    "İıſßǅ",
    "e\u0301",
    "\ufeff",
  ],
  ...["%", "_", "%_%", "\\", "'", '"', "';--", "' or 1=1 --", "$1", "?", "*", "\n", "\t", "\u2028", "\u0000"],
  ...["\ud800", "\udfff", "true", "True", "null", "2011-05-13T04:42:34Z", "9999-12-31T23:59:59.999999999Z"],
  ...["-1", "1e400", "NaN", "«u0»", "«u1»", "«g0»", "«f0»", "a".repeat(300), "é".repeat(600)],
  ...["{}", "[]", "<script>", "../..", "javascript:", "\u202etxt", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"],
];

const numbers: readonly number[] = [
  0,
  -0,
  -1,
  1,
  0.1,
  1e21,
  1e308,
  -1e308,
  2 ** 31,
  2 ** 53,
  2 ** 63,
  5e-324,
];

const operators = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"] as const;

export const pickName = (random: Random): string => random.pick(names);
export const pickText = (random: Random): string => random.pick(texts);

/** A JSON value of any kind, rarely a large or deep one. */
export function anyValue(random: Random, depth = 0): unknown {
  const kind = random.below(depth > 3 ? 5 : 8);
  if (kind < 2) return pickText(random);
  if (kind === 2) return random.pick(numbers);
  if (kind === 3) return random.chance(0.5);
  if (kind === 4) return null;
  if (kind === 5 && random.chance(0.01)) return Array(3000).fill(anyValue(random, 3));
  if (kind === 5) return Array.from({ length: random.below(4) }, () => anyValue(random, depth + 1));
  if (kind === 6 && random.chance(0.02)) return deep(random.below(200));
  const entries = Array.from({ length: random.below(4) }, () => [
    pickName(random),
    anyValue(random, depth + 1),
  ]);
  return Object.fromEntries(entries);
}

function deep(levels: number): unknown {
  let value: unknown = "bottom";
  for (let level = 0; level < levels; level += 1) value = level % 2 ? [value] : { a: value };
  return value;
}

/** A filter by the grammar, with values and names that need not fit. */
export function anyFilter(random: Random, depth = 0): string {
  const kind = random.below(depth > 4 ? 3 : 9);
  if (kind < 3) return comparison(random);
  if (kind < 5)
    return `${anyFilter(random, depth + 1)} ${random.pick(["and", "or", "AND", "oR"])} ${anyFilter(random, depth + 1)}`;
  if (kind === 5) return `not (${anyFilter(random, depth + 1)})`;
  if (kind === 6) return `(${anyFilter(random, depth + 1)})`;
  if (kind === 7)
    return `${random.pick(["emails", "members", "addresses", "name", "roles"])}[${anyFilter(random, depth + 1)}]`;
  if (random.chance(0.1))
    return Array.from({ length: random.below(60) + 1 }, () => comparison(random)).join(" or ");
  if (random.chance(0.1))
    return `${"(".repeat(random.below(100))}userName pr${")".repeat(random.below(100))}`;
  return comparison(random);
}

function comparison(random: Random): string {
  const name = pickName(random);
  if (random.chance(0.15)) return `${name} pr`;
  const operator = random.chance(0.95)
    ? random.pick(operators)
    : random.pick(["EQ", "like", "", "eqq", "=="]);
  return `${name} ${operator} ${literal(random)}`;
}

function literal(random: Random): string {
  const kind = random.below(8);
  if (kind < 5) return JSON.stringify(pickText(random));
  if (kind === 5) return String(random.pick(numbers));
  if (kind === 6) return random.pick(["true", "false", "null", "True"]);
  return pickText(random);
}

/** A PATCH path by the grammar. */
export function anyPath(random: Random): string {
  const kind = random.below(6);
  if (kind < 3) return pickName(random);
  const list = random.pick(["emails", "members", "addresses", "roles", "phoneNumbers", "x509Certificates"]);
  const path = `${list}[${anyFilter(random, 3)}]`;
  return kind === 3
    ? path
    : `${path}.${random.pick(["value", "type", "primary", "display", "formatted", "__proto__"])}`;
}
