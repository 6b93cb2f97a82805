import type { SchemaDefinition } from "@rollcall/scim";

/** The resource types that a customer's own schema can extend. */
export const extensibleTypes = ["User", "Group"] as const;
export type ExtensibleType = (typeof extensibleTypes)[number];

/** An extension that one directory's provider sends, described by the application. Instants are milliseconds. */
export type CustomSchema = {
  readonly directoryId: string;
  readonly resourceType: ExtensibleType;
  readonly schema: SchemaDefinition;
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** Each is looked up in every request of its directory. */
export const MAX_CUSTOM_SCHEMAS = 20;
