/**
 * The vocabulary of RFC 7643 §2 and §7: what a schema says about its attributes. Everything that reads or
 * writes a resource (parser, filter, PATCH, projection, `/Schemas`) is driven by these values, so that a new
 * attribute, extension or resource type is data.
 */

/** RFC 7643 §2.3. */
export type AttributeType =
  | "string"
  | "boolean"
  | "decimal"
  | "integer"
  | "dateTime"
  | "binary"
  | "reference"
  | "complex";

/** RFC 7643 §7. The characteristics of one attribute; nothing is optional, so that `/Schemas` is complete. */
export type AttributeDefinition = {
  readonly name: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: "readOnly" | "readWrite" | "immutable" | "writeOnly";
  readonly returned: "always" | "never" | "default" | "request";
  readonly uniqueness: "none" | "server" | "global";
  /** Suggestions only: RFC 7643 §2.3.1 lets a provider accept other values, and we do. */
  readonly canonicalValues?: readonly string[];
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly AttributeDefinition[];
};

/** RFC 7643 §7. A schema as `/Schemas` publishes it. */
export type SchemaDefinition = {
  /** The schema's URN. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly AttributeDefinition[];
};

/** RFC 7643 §6, plus what the provider has to know to store a resource of this type. */
export type ResourceTypeDefinition = {
  /** Also the `id`, and `meta.resourceType` of each resource: "User", "Group". */
  readonly name: string;
  readonly description: string;
  /** Relative to the base URL, with the slash: "/Users". */
  readonly endpoint: string;
  readonly schema: SchemaDefinition;
  readonly extensions: readonly { readonly schema: SchemaDefinition; readonly required: boolean }[];
  /**
   * Attributes that the repository keeps as rows apart from the document: a `set` is written through set
   * operations that never load it (`members`), an `inverse` is derived from another type's set (`groups`).
   */
  readonly relations: Readonly<Record<string, "set" | "inverse">>;
  /** The attribute that no two resources of a directory may share (folded), for 409 `uniqueness`. */
  readonly uniqueAttribute?: string;
  /**
   * Two resources of the type may have one `displayName` (folded) only when both have an `externalId` and these
   * differ; an `externalId` belongs to one resource. A rule that no single attribute can state.
   */
  readonly sharedNames?: "withDifferentExternalIds";
};

/** A JSON value inside a resource. `null` and `[]` never occur in a stored one: RFC 7643 §2.5 calls both unassigned. */
export type ScimValue = string | number | boolean | ScimObject | readonly ScimValue[];
export type ScimObject = { readonly [name: string]: ScimValue };
