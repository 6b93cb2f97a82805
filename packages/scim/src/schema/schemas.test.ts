import { describe, expect, it } from "vitest";
import { commonAttributes } from "./common.ts";
import type { AttributeDefinition, SchemaDefinition } from "./definition.ts";
import { enterpriseUserSchema } from "./enterprise-user.ts";
import { groupSchema } from "./group.ts";
import { resourceTypeSchema, schemaSchema, serviceProviderConfigSchema } from "./meta-schemas.ts";
import { groupResourceType, userResourceType } from "./resource-types.ts";
import { userSchema } from "./user.ts";

/** One attribute as a line: its type, `[]` when multi-valued, and whatever is not the default of RFC 7643 §2.2. */
function line(attribute: AttributeDefinition): string {
  const { type, multiValued, required, caseExact, mutability, returned, uniqueness } = attribute;
  return [
    `${type}${multiValued ? "[]" : ""}`,
    ...(required ? ["required"] : []),
    ...(caseExact ? ["caseExact"] : []),
    ...(mutability === "readWrite" ? [] : [mutability]),
    ...(returned === "default" ? [] : [`returned:${returned}`]),
    ...(uniqueness === "none" ? [] : [`unique:${uniqueness}`]),
  ].join(" ");
}

function lines(attributes: readonly AttributeDefinition[]): Record<string, string> {
  return Object.fromEntries(
    attributes.flatMap((attribute) => [
      [attribute.name, line(attribute)],
      ...(attribute.subAttributes ?? []).map((sub) => [`${attribute.name}.${sub.name}`, line(sub)]),
    ]),
  );
}

/** RFC 7643 §2.4: what most multi-valued attributes of a user look like. */
function plural(name: string, value = "string"): Record<string, string> {
  return {
    [name]: "complex[]",
    [`${name}.value`]: value,
    [`${name}.display`]: "string",
    [`${name}.type`]: "string",
    [`${name}.primary`]: "boolean",
  };
}

const allSchemas: readonly SchemaDefinition[] = [
  userSchema,
  groupSchema,
  enterpriseUserSchema,
  serviceProviderConfigSchema,
  resourceTypeSchema,
  schemaSchema,
];

describe("the schemas", () => {
  it("User has the attributes of RFC 7643 §4.1 [B8b, B10c, B16a]", () => {
    expect(lines(userSchema.attributes)).toEqual({
      userName: "string required unique:server",
      name: "complex",
      "name.formatted": "string",
      "name.familyName": "string",
      "name.givenName": "string",
      "name.middleName": "string",
      "name.honorificPrefix": "string",
      "name.honorificSuffix": "string",
      displayName: "string",
      nickName: "string",
      profileUrl: "reference caseExact",
      title: "string",
      userType: "string",
      preferredLanguage: "string",
      locale: "string",
      timezone: "string",
      active: "boolean",
      password: "string caseExact writeOnly returned:never",
      ...plural("emails"),
      ...plural("phoneNumbers"),
      ...plural("ims"),
      ...plural("photos", "reference caseExact"),
      addresses: "complex[]",
      "addresses.formatted": "string",
      "addresses.streetAddress": "string",
      "addresses.locality": "string",
      "addresses.region": "string",
      "addresses.postalCode": "string",
      "addresses.country": "string",
      "addresses.type": "string",
      "addresses.primary": "boolean",
      groups: "complex[] readOnly",
      "groups.value": "string caseExact readOnly",
      "groups.$ref": "reference caseExact readOnly",
      "groups.display": "string readOnly",
      "groups.type": "string readOnly",
      ...plural("entitlements"),
      ...plural("roles"),
      ...plural("x509Certificates", "binary caseExact"),
    });
  });

  it("Group has the attributes of RFC 7643 §4.2, with errata 5368 and 6011 [B17a, B17b, B17c]", () => {
    expect(lines(groupSchema.attributes)).toEqual({
      displayName: "string required",
      members: "complex[]",
      "members.value": "string caseExact immutable",
      "members.$ref": "reference caseExact immutable",
      "members.type": "string immutable",
      "members.display": "string readOnly",
    });
  });

  it("the enterprise extension has the attributes of RFC 7643 §4.3, with erratum 8472 [B18a, B18b]", () => {
    expect(lines(enterpriseUserSchema.attributes)).toEqual({
      employeeNumber: "string",
      costCenter: "string",
      organization: "string",
      division: "string",
      department: "string",
      manager: "complex",
      "manager.value": "string caseExact",
      "manager.$ref": "reference caseExact",
      "manager.displayName": "string readOnly",
    });
  });

  it("every resource has the attributes of RFC 7643 §3.1 [B2e, B3b, B4a]", () => {
    expect(lines(commonAttributes)).toEqual({
      schemas: "reference[] required caseExact returned:always",
      id: "string caseExact readOnly returned:always unique:server",
      externalId: "string caseExact",
      meta: "complex readOnly",
      "meta.resourceType": "string caseExact readOnly",
      "meta.created": "dateTime readOnly",
      "meta.lastModified": "dateTime readOnly",
      "meta.location": "reference caseExact readOnly",
      "meta.version": "string caseExact readOnly",
    });
  });

  it("ServiceProviderConfig has what RFC 7643 §5 requires, all of it read-only [C1a]", () => {
    const names = serviceProviderConfigSchema.attributes.filter((a) => a.required).map((a) => a.name);
    expect(names).toEqual([
      "patch",
      "bulk",
      "filter",
      "changePassword",
      "sort",
      "etag",
      "authenticationSchemes",
    ]);
    for (const attribute of flatten(serviceProviderConfigSchema.attributes)) {
      expect(attribute.mutability, attribute.name).toBe("readOnly");
    }
  });

  it("ResourceType is unique and case exact by name and endpoint (erratum 8475) [C3g]", () => {
    const found = resourceTypeSchema.attributes.filter((a) => ["name", "endpoint"].includes(a.name));
    expect(found.map(line)).toEqual([
      "string required caseExact readOnly unique:server",
      "reference required caseExact readOnly unique:server",
    ]);
  });

  it("Schema describes every characteristic that a definition has (RFC 7643 §7)", () => {
    const attributes = schemaSchema.attributes.find((a) => a.name === "attributes");
    const described = attributes?.subAttributes?.map((a) => a.name) ?? [];
    for (const attribute of allSchemas.flatMap((schema) => flatten(schema.attributes))) {
      for (const key of Object.keys(attribute)) expect(described).toContain(key);
    }
  });
});

function flatten(attributes: readonly AttributeDefinition[]): readonly AttributeDefinition[] {
  return attributes.flatMap((attribute) => [attribute, ...flatten(attribute.subAttributes ?? [])]);
}

describe.each(allSchemas.map((schema) => [schema.name, schema] as const))("the schema %s", (_, schema) => {
  const all = flatten(schema.attributes);

  it("names no attribute twice, whatever the case (RFC 7643 §2.1)", () => {
    for (const attribute of [{ subAttributes: schema.attributes }, ...all]) {
      const names = (attribute.subAttributes ?? []).map((sub) => sub.name.toLowerCase());
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it("describes every attribute", () => {
    for (const attribute of all) expect(attribute.description, attribute.name).toMatch(/^[A-Z].*\.$/);
  });

  it("has sub-attributes exactly where the type is complex, and reference types where it is reference", () => {
    for (const attribute of all) {
      expect(attribute.subAttributes !== undefined, attribute.name).toBe(attribute.type === "complex");
      expect(attribute.referenceTypes !== undefined, attribute.name).toBe(attribute.type === "reference");
    }
  });

  it("never makes write-only what it returns (RFC 7643 §7)", () => {
    for (const attribute of all) {
      if (attribute.mutability === "writeOnly") expect(attribute.returned).toBe("never");
    }
  });

  it("leaves caseExact true for references and binary (RFC 7643 §2.3.6, §2.3.7) [B7e]", () => {
    for (const attribute of all) {
      if (["reference", "binary"].includes(attribute.type)) expect(attribute.caseExact).toBe(true);
    }
  });
});

describe("the resource types", () => {
  it("keep memberships apart from the documents", () => {
    expect(userResourceType).toMatchObject({
      endpoint: "/Users",
      relations: { groups: "inverse" },
      uniqueAttribute: "userName",
    });
    expect(groupResourceType).toMatchObject({ endpoint: "/Groups", relations: { members: "set" } });
    expect(groupResourceType.uniqueAttribute).toBeUndefined();
  });

  it("offer the enterprise extension without requiring it", () => {
    expect(userResourceType.extensions).toEqual([{ schema: enterpriseUserSchema, required: false }]);
  });
});
