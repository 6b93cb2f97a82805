import {
  type CompiledType,
  compileResourceType,
  entitlementResourceType,
  groupResourceType,
  roleResourceType,
  userResourceType,
} from "@rollcall/scim";

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

/** Throws for a name that is not in the list: the provider has routed by the same list. */
export function resourceTypeNamed(name: string): CompiledType {
  const type = resourceTypes.find(({ definition }) => definition.name === name);
  if (!type) throw new Error(`no resource type ${name}`);
  return type;
}
