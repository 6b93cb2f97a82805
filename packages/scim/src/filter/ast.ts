/** RFC 7644 §3.4.2.2, with errata 4690, 7319 and 7322: a filter as a tree. */

/** `[urn:]name[.sub]`; `urn` is absent for the core schema's own attributes. Spelled as in the schema when known. */
export type AttributePath = {
  readonly urn?: string;
  readonly name: string;
  readonly sub?: string;
};

export type ComparisonOperator = "eq" | "ne" | "co" | "sw" | "ew" | "gt" | "ge" | "lt" | "le";

export type ComparisonValue = string | number | boolean | null;

export type Filter =
  | { readonly kind: "and" | "or"; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "not"; readonly filter: Filter }
  | { readonly kind: "present"; readonly path: AttributePath }
  | {
      readonly kind: "compare";
      readonly path: AttributePath;
      readonly operator: ComparisonOperator;
      readonly value: ComparisonValue;
    }
  /** `emails[type eq "work" and value co "@"]`: one element satisfies the whole inner filter; its paths are bare sub-attributes. */
  | { readonly kind: "valuePath"; readonly path: AttributePath; readonly filter: Filter };
