import { excerpt, invalidFilter, invalidPath, type ScimError } from "../message/error.ts";
import type { AttributeDefinition } from "../schema/definition.ts";
import { parseInstant } from "../schema/fold.ts";
import { type CompiledType, type ResolvedPath, resolveAttribute } from "../schema/resolve.ts";
import type { AttributePath, ComparisonOperator, ComparisonValue, Filter } from "./ast.ts";
import { findSubAttribute } from "./evaluate.ts";
import { printPath } from "./print.ts";

/** What a filter may contain beyond what the schema and RFC 7644 §3.4.2.2 allow. */
export type CheckOptions = {
  /**
   * `noValue` leaves an unknown attribute in the filter, where it matches as one without value (RFC 7644
   * §3.4.2.1 has it so for several types at once). `reject`, unless told.
   */
  readonly unknownAttributes?: "reject" | "noValue";
  /** Takes the texts "True" and "false" for booleans, as Entra writes them. */
  readonly lenientBooleans?: boolean;
  /** Takes a number or boolean for text where the attribute is text, and the reverse: for unquoted values. */
  readonly lenientValues?: boolean;
  /** Reads `manager eq "x"` as `manager.value eq "x"`, as Entra writes it. */
  readonly lenientComplex?: boolean;
};

/**
 * Checks a filter against a resource type, RFC 7644 §3.4.2.2, and returns it with every path spelled as the
 * schema does, sub-attribute `value` filled in where it is meant, and `eq null` as `not (… pr)` (RFC 7643 §2.5),
 * so that executors need to know none of this. Throws `invalidFilter`.
 */
export function checkFilter(filter: Filter, type: CompiledType, options: CheckOptions = {}): Filter {
  return walk(filter, (term) => checkTerm(term, type, options));
}

/** {@link checkFilter} for the filter in the brackets of a PATCH path (RFC 7644 §3.5.2). */
export function checkElementFilter(
  filter: Filter,
  attribute: AttributeDefinition,
  options: CheckOptions = {},
): Filter {
  return walk(filter, (term) => checkElementTerm(term, attribute, options));
}

/**
 * RFC 7644 §3.4.2.3: the attribute that `sortBy` names, spelled as in the schema. A complex attribute needs a
 * sub-attribute, unless it has a `value`.
 */
export function checkSortPath(path: AttributePath, type: CompiledType): AttributePath {
  const found = resolveAttribute(type, path);
  const sub = found?.sub ?? defaultSub(found?.attribute);
  const target = found?.attribute.type === "complex" ? sub : found?.attribute;
  // The order of what is never returned (RFC 7643 §7) would tell it.
  const hidden = found?.attribute.returned === "never" || target?.returned === "never";
  if (found === undefined || target === undefined || hidden) {
    throw invalidPath(`${excerpt(printPath(path))} is not an attribute to sort by.`);
  }
  return sub === undefined ? found.canonical : { ...found.canonical, sub: sub.name };
}

type Term = Exclude<Filter, { kind: "and" | "or" | "not" }>;
type Compare = Filter & { kind: "compare" };

function walk(filter: Filter, check: (term: Term) => Filter): Filter {
  switch (filter.kind) {
    case "and":
    case "or":
      return { kind: filter.kind, left: walk(filter.left, check), right: walk(filter.right, check) };
    case "not":
      return { kind: "not", filter: walk(filter.filter, check) };
    default:
      return check(filter);
  }
}

function checkTerm(term: Term, type: CompiledType, options: CheckOptions): Filter {
  const found = resolveAttribute(type, term.path);
  if (found === undefined) {
    if (options.unknownAttributes === "noValue") return term;
    throw unknown(term.path, type.definition.name);
  }
  if (term.kind === "valuePath") return checkValuePath(term, found, options);
  const leaf = found.sub ?? found.attribute;
  checkReadable(found.attribute, leaf);
  if (term.kind === "present") return { kind: "present", path: found.canonical };
  if (term.value === null) return checkNull(term, found.canonical);
  if (leaf.type !== "complex") return checkCompare(term, found.canonical, leaf, options);
  const sub = leaf.multiValued || options.lenientComplex ? defaultSub(leaf) : undefined;
  if (sub === undefined) throw needsSub(term.path, leaf);
  return checkCompare(term, { ...found.canonical, sub: sub.name }, sub, options);
}

function checkValuePath(
  term: Filter & { kind: "valuePath" },
  found: ResolvedPath,
  options: CheckOptions,
): Filter {
  const { attribute, canonical } = found;
  if (found.sub !== undefined || (attribute.type !== "complex" && !attribute.multiValued)) {
    throw invalidFilter(
      `“[ ]” cannot follow ${printPath(canonical)}: it has no values with parts of their own.`,
    );
  }
  return { kind: "valuePath", path: canonical, filter: checkElementFilter(term.filter, attribute, options) };
}

function checkElementTerm(term: Term, attribute: AttributeDefinition, options: CheckOptions): Filter {
  const sub = findSubAttribute(term.path, attribute);
  if (sub === undefined || term.kind === "valuePath") {
    if (options.unknownAttributes === "noValue" && term.kind !== "valuePath") return term;
    throw unknown(term.path, attribute.name);
  }
  const path = { name: attribute.type === "complex" ? sub.name : "value" };
  checkReadable(attribute, sub);
  if (term.kind === "present") return { kind: "present", path };
  if (term.value === null) return checkNull(term, path);
  if (sub.type === "complex") throw needsSub(term.path, sub);
  return checkCompare(term, path, sub, options);
}

function defaultSub(attribute: AttributeDefinition | undefined): AttributeDefinition | undefined {
  return attribute?.subAttributes?.find((sub) => sub.name === "value");
}

/** A filter that may test a value which is never returned (RFC 7643 §7) finds it out letter by letter. */
function checkReadable(attribute: AttributeDefinition, leaf: AttributeDefinition): void {
  if (attribute.returned !== "never" && leaf.returned !== "never") return;
  throw invalidFilter(
    `The attribute ${excerpt(leaf.name)} cannot be used in a filter: it is never returned.`,
  );
}

function checkNull(term: Compare, path: AttributePath): Filter {
  if (term.operator === "ne") return { kind: "present", path };
  if (term.operator === "eq") return { kind: "not", filter: { kind: "present", path } };
  throw invalidFilter(
    `“${term.operator} null” has no meaning for ${printPath(path)}; null goes with eq and ne.`,
  );
}

function checkCompare(
  term: Compare,
  path: AttributePath,
  attribute: AttributeDefinition,
  options: CheckOptions,
): Filter {
  checkOperator(term.operator, path, attribute);
  const value = term.value === null ? undefined : convert(term.value, attribute, options);
  if (value === undefined) {
    throw invalidFilter(
      `${printPath(path)} is compared with ${describeValues[attribute.type]}, not with ${excerpt(String(term.value))}.`,
    );
  }
  return { kind: "compare", path, operator: term.operator, value };
}

const ordering: ReadonlySet<ComparisonOperator> = new Set(["gt", "ge", "lt", "le"]);
const substring: ReadonlySet<ComparisonOperator> = new Set(["co", "sw", "ew"]);

/** RFC 7644 §3.4.2.2: booleans and binary have no order; only text has a beginning, a middle and an end. */
function checkOperator(
  operator: ComparisonOperator,
  path: AttributePath,
  attribute: AttributeDefinition,
): void {
  const { type } = attribute;
  const unordered = ordering.has(operator) && (type === "boolean" || type === "binary");
  const notText = substring.has(operator) && type !== "string" && type !== "reference";
  if (!unordered && !notText) return;
  throw invalidFilter(`“${operator}” cannot be used with ${printPath(path)}, which is of type ${type}.`);
}

const describeValues: Readonly<Record<AttributeDefinition["type"], string>> = {
  string: "text in double quotes",
  reference: "text in double quotes",
  binary: "base64 text in double quotes",
  boolean: "true or false",
  integer: "a number",
  decimal: "a number",
  dateTime: 'a date and time such as "2026-01-31T09:30:00Z"',
  complex: "nothing as a whole",
};

/** The literal as a value of the attribute's type; undefined when it is none. */
function convert(
  value: string | number | boolean,
  attribute: AttributeDefinition,
  options: CheckOptions,
): ComparisonValue | undefined {
  switch (attribute.type) {
    case "boolean":
      return typeof value === "boolean" ? value : convertBoolean(value, options);
    case "integer":
    case "decimal":
      return typeof value === "number" ? value : convertNumber(value, options);
    case "dateTime":
      return typeof value === "string" && parseInstant(value) !== undefined ? value : undefined;
    case "complex":
      return undefined;
    default:
      return typeof value === "string" || options.lenientValues ? String(value) : undefined;
  }
}

function convertBoolean(value: string | number, options: CheckOptions): boolean | undefined {
  if (!options.lenientBooleans && !options.lenientValues) return undefined;
  const word = String(value).toLowerCase();
  return word === "true" ? true : word === "false" ? false : undefined;
}

function convertNumber(value: string | boolean, options: CheckOptions): number | undefined {
  if (!options.lenientValues || typeof value !== "string" || value.trim() === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function unknown(path: AttributePath, where: string): ScimError {
  return invalidFilter(`${excerpt(printPath(path))} is not an attribute of ${where}.`);
}

function needsSub(path: AttributePath, attribute: AttributeDefinition): ScimError {
  const first = attribute.subAttributes?.[0]?.name ?? "value";
  return invalidFilter(
    `${excerpt(printPath(path))} has several parts; name the one to compare, such as ${attribute.name}.${first}.`,
  );
}
