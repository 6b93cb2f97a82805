import { describe, expect, it } from "vitest";
import { enterpriseUrn, group, user } from "../../test/open-directory.ts";
import { diffResource } from "./diff.ts";
import { equal } from "./equal.ts";
import { readResource } from "./read-resource.ts";
import { replaceAttributes } from "./replace.ts";

const read = (body: unknown) => readResource(body, user).attributes;

function refusal(body: unknown): string | undefined {
  try {
    readResource(body, user);
    return undefined;
  } catch (error) {
    return (error as { scimType?: string }).scimType;
  }
}

describe("reading a resource", () => {
  it("spells names as the schema does, at every level [B5a, B5b]", () => {
    const body = {
      USERNAME: "ann",
      Name: { GIVENNAME: "A" },
      [enterpriseUrn.toLowerCase()]: { DEPARTMENT: "D" },
    };
    expect(read(body)).toEqual({
      userName: "ann",
      name: { givenName: "A" },
      [enterpriseUrn]: { department: "D" },
    });
  });

  it("drops null, empty lists and empty objects, what is read-only, and the password [B9a, B10a, B16d]", () => {
    const body = {
      userName: "ann",
      id: "x",
      meta: { version: "1" },
      groups: [{ value: "g" }],
      schemas: [],
      password: "s",
      title: null,
      emails: [null, {}, { value: null }],
      name: {},
      [enterpriseUrn]: { manager: { displayName: "M" } },
    };
    expect(read(body)).toEqual({ userName: "ann" });
  });

  it("keeps what no schema knows [B20a]", () => {
    const body = {
      userName: "ann",
      shoe: { size: 40, none: null },
      "urn:my:2.0:User": { b: [{ c: 1 }], d: [] },
    };
    expect(read(body)).toEqual({ userName: "ann", shoe: { size: 40 }, "urn:my:2.0:User": { b: [{ c: 1 }] } });
  });

  it("reads members as ids, once each, and tells absent from empty", () => {
    const members = [{ value: "a", display: "A", $ref: null }, { VALUE: "b" }, { value: "a" }];
    expect(readResource({ displayName: "G", members }, group)).toEqual({
      attributes: { displayName: "G" },
      relations: { members: ["a", "b"] },
    });
    expect(readResource({ displayName: "G", members: null }, group).relations).toEqual({ members: [] });
    expect(readResource({ displayName: "G" }, group).relations).toEqual({});
  });

  it.each([
    ["text", "invalidSyntax"],
    [[], "invalidSyntax"],
    [{ userName: 5 }, "invalidValue"],
    [{ active: "true" }, "invalidValue"],
    [{ name: "Ann" }, "invalidValue"],
    [{ emails: { value: "a" } }, "invalidValue"],
    [{ emails: ["a"] }, "invalidValue"],
    [
      {
        emails: [
          { primary: true, value: "a" },
          { primary: true, value: "b" },
        ],
      },
      "invalidValue",
    ],
    [{ x509Certificates: [{ value: "not base64!" }] }, "invalidValue"],
    [{ userName: "a", USERNAME: "b" }, "invalidSyntax"],
    [{ foo: { a: 1, A: 2 } }, "invalidSyntax"],
    [{ "9lives": 1 }, "invalidSyntax"],
    [{ "name.givenName": "A" }, "invalidSyntax"],
    [{ "http://x.org/y": {} }, "invalidSyntax"],
    [{ "urn:my:ext": "text" }, "invalidValue"],
    [{ title: "nul\u0000" }, "invalidValue"],
    [{ title: "half \ud800" }, "invalidValue"],
    [{ "half\udc00": 1 }, "invalidValue"],
    [{ size: Number("1e999") }, "invalidValue"],
    [JSON.parse('{"__proto__": {"admin": true}}'), "invalidSyntax"],
    [JSON.parse('{"name": {"__proto__": {"admin": true}}}'), "invalidSyntax"],
    [JSON.parse('{"foo": [{"Constructor": {"prototype": {}}}]}'), "invalidSyntax"],
    [{ prototype: 1 }, "invalidSyntax"],
  ])("refuses %j as %s [B5c, B7c, B7d, D6]", (body, scimType) => expect(refusal(body)).toBe(scimType));

  it("refuses deep nesting, and reads names that every object inherits as names", () => {
    const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });
    expect(refusal(deep(21))).toBe("invalidSyntax");
    expect(refusal(deep(20))).toBeUndefined();
    expect(refusal(JSON.parse(`${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`))).toBe("invalidSyntax");
    expect(read({ toString: "x", valueOf: { hasOwnProperty: 1 } })).toEqual({
      toString: "x",
      valueOf: { hasOwnProperty: 1 },
    });
  });
});

describe("comparing resources", () => {
  it("ignores the order of keys and not that of values", () => {
    expect(equal({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 })).toBe(true);
    expect(equal({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
    expect(equal({ a: 1 }, { b: 1 })).toBe(false);
    expect(equal({ toString: "x" }, {})).toBe(false);
    expect(equal([], {})).toBe(false);
  });

  it("names what changed by SCIM path", () => {
    const before = {
      userName: "a",
      name: { givenName: "A", familyName: "X" },
      emails: [{ value: "1" }],
      [enterpriseUrn]: { manager: { value: "m" }, division: "V" },
    };
    const after = {
      userName: "b",
      name: { givenName: "A", familyName: "Y" },
      title: "T",
      [enterpriseUrn]: { manager: { value: "n" }, division: "V" },
    };
    expect(diffResource(before, after)).toEqual([
      { path: "userName", before: "a", after: "b" },
      { path: "name.familyName", before: "X", after: "Y" },
      { path: "emails", before: [{ value: "1" }] },
      { path: `${enterpriseUrn}:manager.value`, before: "m", after: "n" },
      { path: "title", after: "T" },
    ]);
    expect(diffResource(before, structuredClone(before))).toEqual([]);
  });
});

describe("replacing a resource (RFC 7644 §3.5.1)", () => {
  it("clears what is left out, except what clients leave out without meaning it [G2b, G2c]", () => {
    const before = {
      userName: "a",
      active: false,
      externalId: "e",
      title: "T",
      foo: 1,
      [enterpriseUrn]: { division: "V" },
    };
    expect(replaceAttributes(before, { userName: "b" }, user)).toEqual({
      userName: "b",
      active: false,
      externalId: "e",
    });
    expect(replaceAttributes(before, { userName: "b", active: true, externalId: "f" }, user)).toEqual({
      userName: "b",
      active: true,
      externalId: "f",
    });
  });
});
