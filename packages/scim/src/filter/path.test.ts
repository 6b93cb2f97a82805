import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePath, readBareUrn, readPath } from "./path.ts";
import { printPath } from "./print.ts";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

describe("readPath", () => {
  it.each([
    ["userName", { name: "userName" }],
    ["name.familyName", { name: "name", sub: "familyName" }],
    ["groups.$ref", { name: "groups", sub: "$ref" }],
    ["a-b_c9", { name: "a-b_c9" }],
    [`${enterprise}:manager.value`, { urn: enterprise, name: "manager", sub: "value" }],
    [
      "urn:okta:app:1.0:user:custom:departmentName",
      { urn: "urn:okta:app:1.0:user:custom", name: "departmentName" },
    ],
    [enterprise, { urn: "urn:ietf:params:scim:schemas:extension:enterprise:2.0", name: "User" }],
  ])("reads %s", (text, path) => {
    expect(readPath(text)).toEqual(path);
  });

  it.each([
    "",
    ".",
    "a.",
    ".a",
    "a..b",
    "a.b.c",
    "9a",
    "_a",
    "-a",
    "a b",
    "a/b",
    "a\n",
    "é",
    "$",
    "$$ref",
    "__proto__",
    "a.__proto__",
    ":a",
    "urn:a",
    "urn:ietf:",
    "core:2.0:User:userName",
    "urn:example:x:1.0",
    "members[0]",
    'emails[type eq "work"]',
  ])("refuses %j", (text) => {
    expect(readPath(text)).toBeUndefined();
  });
});

describe("parsePath", () => {
  it("takes a known URN alone for the schema (RFC 7644 §3.10), however it is spelled", () => {
    expect(parsePath(enterprise.toUpperCase(), [enterprise])).toEqual({ urn: enterprise, name: "" });
    expect(readBareUrn(`${enterprise}:manager`, [enterprise])).toBeUndefined();
  });

  it("takes a known URN that ends in a version", () => {
    expect(parsePath("urn:example:x:1.0", ["urn:example:x:1.0"])).toEqual({
      urn: "urn:example:x:1.0",
      name: "",
    });
  });

  it("says what it could not read, as invalidPath", () => {
    expect(() => parsePath("members[0]")).toThrow(
      expect.objectContaining({
        status: 400,
        scimType: "invalidPath",
        detail: expect.stringContaining('"members[0]"'),
      }),
    );
  });

  it("is undone by printPath", () => {
    const name = fc.stringMatching(/^[A-Za-z][\w-]{0,8}$/);
    const path = fc
      .tuple(fc.option(fc.constantFrom(enterprise, "urn:x:1.0:a.b")), name, fc.option(name))
      .map(([urn, first, sub]) => ({
        ...(urn === null ? {} : { urn }),
        name: first,
        ...(sub === null ? {} : { sub }),
      }));
    fc.assert(
      fc.property(path, (value) => {
        expect(parsePath(printPath(value))).toEqual(value);
      }),
    );
    expect(printPath({ urn: enterprise, name: "" })).toBe(enterprise);
  });
});
