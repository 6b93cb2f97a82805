import {
  type AttributeDefinition,
  type CompiledType,
  compileResourceType,
  enterpriseUserSchema,
  entitlementResourceType,
  groupResourceType,
  roleResourceType,
  type SchemaDefinition,
  userResourceType,
} from "@rollcall/scim";
import type { DirectoryProfile } from "./directory.ts";

/**
 * What every directory serves. Users and groups have plans of their own, which tell the application of them; a
 * further type without relations needs no more than its definition in this list.
 */
export const resourceTypes: readonly CompiledType[] = [
  userResourceType,
  groupResourceType,
  roleResourceType,
  entitlementResourceType,
].map(compileResourceType);

/**
 * RFC 7643 §4.3 has the manager's name as readOnly, for the server to look up. Okta maps it by default and we keep
 * what is sent: without it the application would never learn it, because Okta sends its own id as the manager's.
 * Under `strict` it is as the RFC says.
 */
const withManagerName: SchemaDefinition = {
  ...enterpriseUserSchema,
  attributes: enterpriseUserSchema.attributes.map((attribute) =>
    attribute.name === "manager"
      ? { ...attribute, subAttributes: attribute.subAttributes?.map(writableName) ?? [] }
      : attribute,
  ),
};

function writableName(attribute: AttributeDefinition): AttributeDefinition {
  return attribute.name === "displayName" ? { ...attribute, mutability: "readWrite" } : attribute;
}

const tolerantTypes: readonly CompiledType[] = resourceTypes.map((type) =>
  type.definition === userResourceType
    ? compileResourceType({ ...userResourceType, extensions: [{ schema: withManagerName, required: false }] })
    : type,
);

/** What a directory that speaks this dialect serves. */
export function resourceTypesOf(profile: DirectoryProfile): readonly CompiledType[] {
  return profile === "strict" ? resourceTypes : tolerantTypes;
}

/** Throws for a name that is not in the list: the provider has routed by the same list. */
export function resourceTypeNamed(name: string): CompiledType {
  const type = resourceTypes.find(({ definition }) => definition.name === name);
  if (!type) throw new Error(`no resource type ${name}`);
  return type;
}
