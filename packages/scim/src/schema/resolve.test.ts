import { describe, expect, it } from "vitest";
import type { AttributePath } from "../filter/ast.ts";
import { parsePath } from "../filter/path.ts";
import { string } from "./attribute.ts";
import { enterpriseUserSchema } from "./enterprise-user.ts";
import { compileResourceType, findSchema, resolveAttribute, resolveExtension } from "./resolve.ts";
import { groupResourceType, userResourceType } from "./resource-types.ts";

const okta = "urn:okta:app:1.0:user:custom";
const user = compileResourceType({
  ...userResourceType,
  extensions: [
    ...userResourceType.extensions,
    {
      required: false,
      schema: { id: okta, name: "Custom", description: "", attributes: [string("departmentName", "")] },
    },
  ],
});
const core = "urn:ietf:params:scim:schemas:core:2.0:User";
const enterprise = enterpriseUserSchema.id;

describe("resolveAttribute", () => {
  it.each([
    ["userName", { name: "userName" }],
    ["USERNAME", { name: "userName" }],
    ["name.familyname", { name: "name", sub: "familyName" }],
    ["Emails.Value", { name: "emails", sub: "value" }],
    ["groups.$REF", { name: "groups", sub: "$ref" }],
    [`${core}:userName`, { name: "userName" }],
    [`${core.toUpperCase()}:name.givenName`, { name: "name", sub: "givenName" }],
    [`${enterprise}:manager.value`, { urn: enterprise, name: "manager", sub: "value" }],
    [`${enterprise.toLowerCase()}:EMPLOYEENUMBER`, { urn: enterprise, name: "employeeNumber" }],
    [`${okta}:departmentName`, { urn: okta, name: "departmentName" }],
    ["id", { name: "id" }],
    ["externalid", { name: "externalId" }],
    ["meta.lastModified", { name: "meta", sub: "lastModified" }],
    ["schemas", { name: "schemas" }],
    [`${core}:meta.created`, { name: "meta", sub: "created" }],
  ])("finds %s (RFC 7644 §3.10)", (text, canonical: AttributePath) => {
    const found = resolveAttribute(user, parsePath(text));
    expect(found?.canonical).toEqual(canonical);
    expect(found?.urn).toBe(canonical.urn);
    expect(found?.attribute.name).toBe(canonical.name);
    expect(found?.sub?.name).toBe(canonical.sub);
  });

  it.each([
    "nickname2",
    "employeeNumber",
    "userName.value",
    "emails.vaule",
    `${enterprise}:userName`,
    `${enterprise}:id`,
    "urn:example:none:1.0:userName",
    "constructor",
    "toString",
    "name.constructor",
    "hasOwnProperty",
  ])("finds nothing for %s", (text) => {
    expect(resolveAttribute(user, parsePath(text))).toBeUndefined();
  });

  it("finds nothing for __proto__, wherever it stands", () => {
    expect(resolveAttribute(user, { name: "__proto__" })).toBeUndefined();
    expect(resolveAttribute(user, { name: "name", sub: "__proto__" })).toBeUndefined();
    expect(resolveAttribute(user, { urn: "__proto__", name: "userName" })).toBeUndefined();
  });

  it("keeps the attributes of one type out of another", () => {
    const group = compileResourceType(groupResourceType);
    expect(resolveAttribute(group, { name: "members", sub: "value" })?.sub?.caseExact).toBe(true);
    expect(resolveAttribute(group, { name: "userName" })).toBeUndefined();
  });
});

describe("resolveExtension", () => {
  it.each([
    ["with the list of URNs", parsePath(enterprise.toUpperCase(), user.knownUrns)],
    ["without it", parsePath(enterprise)],
  ])("puts a bare URN that was parsed %s together", (_, path) => {
    expect(resolveExtension(user, path)?.urn).toBe(enterprise);
    expect(resolveAttribute(user, path)).toBeUndefined();
  });

  it("knows the core schema by its URN too", () => {
    expect(resolveExtension(user, parsePath(core, user.knownUrns))).toBe(user.core);
  });

  it("finds nothing for a path that goes on after the URN, or has none", () => {
    expect(resolveExtension(user, parsePath(`${enterprise}:manager`))).toBeUndefined();
    expect(resolveExtension(user, parsePath("manager"))).toBeUndefined();
  });
});

describe("findSchema", () => {
  it("compares URNs without case", () => {
    expect(findSchema(user, okta.toUpperCase())?.urn).toBe(okta);
    expect(findSchema(user, "urn:example:none")).toBeUndefined();
  });
});
