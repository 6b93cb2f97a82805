import {
  type AttributePath,
  type CompiledType,
  type Filter,
  fold,
  parseInstant,
  resolveAttribute,
} from "@rollcall/scim";
import { type Expression, type SqlBool, sql } from "kysely";

/**
 * A filter as a condition on `resources`, as far as its indexed columns go. Every resource that matches the
 * filter meets the condition; when it is `exact`, only those do. Without a condition the filter says nothing
 * that a column knows, and the caller evaluates it on every resource.
 */
export type FilterCondition = { readonly where: Expression<SqlBool> | undefined; readonly exact: boolean };

const UNKNOWN: FilterCondition = { where: undefined, exact: false };

/** Whose resources the condition is about. */
export type FilterTarget = { readonly directoryId: string; readonly type: CompiledType };

export function filterCondition(filter: Filter, target: FilterTarget): FilterCondition {
  switch (filter.kind) {
    case "and":
      return conjunction(filterCondition(filter.left, target), filterCondition(filter.right, target));
    case "or":
      return disjunction(filterCondition(filter.left, target), filterCondition(filter.right, target));
    case "not":
      return negation(filterCondition(filter.filter, target));
    case "present":
      return presence(filter.path);
    case "compare":
      return comparison(filter.path, filter.operator, filter.value, target);
    case "valuePath":
      return valuePath(filter.path, filter.filter, target);
  }
}

function conjunction(left: FilterCondition, right: FilterCondition): FilterCondition {
  if (!left.where || !right.where) return { where: left.where ?? right.where, exact: false };
  return { where: sql<SqlBool>`(${left.where} and ${right.where})`, exact: left.exact && right.exact };
}

function disjunction(left: FilterCondition, right: FilterCondition): FilterCondition {
  if (!left.where || !right.where) return UNKNOWN;
  return { where: sql<SqlBool>`(${left.where} or ${right.where})`, exact: left.exact && right.exact };
}

/** A condition that lets too much through would, negated, hide matches. */
function negation(inner: FilterCondition): FilterCondition {
  if (!inner.where || !inner.exact) return UNKNOWN;
  // The columns are null where the attribute is unassigned, and `not null` would hide the row.
  return { where: sql<SqlBool>`(${inner.where}) is not true`, exact: true };
}

function presence({ urn, name, sub }: AttributePath): FilterCondition {
  if (urn !== undefined || sub !== undefined) return UNKNOWN;
  // Empty text counts as no value (RFC 7644 §3.4.2.2 Table 3).
  if (name === "externalId") return exactly(sql`external_id <> ''`);
  if (name === "id") return exactly(sql`id is not null`);
  return UNKNOWN;
}

type Comparison = Extract<Filter, { kind: "compare" }>;

function comparison(
  path: AttributePath,
  operator: Comparison["operator"],
  value: Comparison["value"],
  target: FilterTarget,
): FilterCondition {
  if (path.urn !== undefined || typeof value !== "string") return UNKNOWN;
  const name = path.sub === undefined ? path.name : `${path.name}.${path.sub}`;
  if (name === "meta.lastModified") return instant("updated_at", operator, value);
  if (name === "meta.created") return instant("created_at", operator, value);
  return operator === "eq" ? equality(name, value, target) : UNKNOWN;
}

/** What a resource type has no column for is left to the evaluation of each candidate. */
function equality(name: string, value: string, { directoryId, type }: FilterTarget): FilterCondition {
  const { relations, uniqueAttribute } = type.definition;
  if (name === "id") return exactly(sql`id = ${value}`);
  if (name === "externalId") return exactly(sql`external_id = ${value}`);
  if (name === uniqueAttribute) return exactly(sql`unique_key = ${columnKey(name, value, type)}`);
  if (name === "displayName") return exactly(sql`name_key = ${columnKey(name, value, type)}`);
  if (name === "emails.value" && type.definition.name === "User")
    return exactly(hasValue(directoryId, name, fold(value)));
  if (name === "members.value" && relations.members === "set")
    return exactly(
      sql`id in (select group_id from memberships where directory_id = ${directoryId} and member_id = ${value})`,
    );
  if (name === "groups.value" && relations.groups === "inverse")
    return exactly(
      sql`id in (select member_id from memberships where directory_id = ${directoryId} and group_id = ${value})`,
    );
  return UNKNOWN;
}

/** A value as its column holds it: folded unless the schema tells cases apart. */
function columnKey(name: string, value: string, type: CompiledType): string {
  return resolveAttribute(type, { name })?.attribute.caseExact ? value : fold(value);
}

/** Instants are stored in whole milliseconds, as they are shown; a finer one in the filter is compared as it stands. */
function instant(
  column: "created_at" | "updated_at",
  operator: Comparison["operator"],
  value: string,
): FilterCondition {
  const ms = parseInstant(value);
  const signs: Partial<Record<Comparison["operator"], string>> = {
    eq: "=",
    gt: ">",
    ge: ">=",
    lt: "<",
    le: "<=",
  };
  const sign = signs[operator];
  if (ms === undefined || sign === undefined || !Number.isInteger(ms)) return UNKNOWN;
  return exactly(sql`${sql.ref(column)} ${sql.raw(sign)} ${ms}`);
}

/** `emails[type eq "work" and value eq "x"]`: the value finds the few candidates, the rest is evaluated on them. */
function valuePath(path: AttributePath, inner: Filter, target: FilterTarget): FilterCondition {
  if (path.urn !== undefined) return UNKNOWN;
  const value = requiredValue(inner);
  if (value === undefined) return UNKNOWN;
  const found = comparison({ name: path.name, sub: "value" }, "eq", value, target);
  return { where: found.where, exact: found.exact && inner.kind === "compare" };
}

/** The string that an element's `value` must equal for the inner filter to hold, when it says so by `eq` and `and`. */
function requiredValue(inner: Filter): string | undefined {
  if (inner.kind === "and") return requiredValue(inner.left) ?? requiredValue(inner.right);
  if (inner.kind !== "compare" || inner.operator !== "eq" || inner.path.name !== "value") return undefined;
  return typeof inner.value === "string" ? inner.value : undefined;
}

function hasValue(directoryId: string, path: string, key: string): Expression<SqlBool> {
  return sql<SqlBool>`id in (select resource_id from resource_values where directory_id = ${directoryId}
    and type = resources.type and path = ${path} and value_key = ${key})`;
}

function exactly(where: Expression<unknown>): FilterCondition {
  return { where: where as Expression<SqlBool>, exact: true };
}
