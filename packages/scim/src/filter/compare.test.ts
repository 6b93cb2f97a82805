import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binary, boolean, complex, dateTime, decimal, reference, string } from "../schema/attribute.ts";
import type { ScimObject } from "../schema/definition.ts";
import { compileResourceType } from "../schema/resolve.ts";
import { userResourceType } from "../schema/resource-types.ts";
import { comparable, compareForSort, sortValue } from "./compare.ts";
import { parsePath } from "./path.ts";

const type = compileResourceType(userResourceType);
const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

describe("comparable", () => {
  it.each([
    [string("a", ""), "ÉA", "éa"],
    [string("a", "", { caseExact: true }), "ÉA", "ÉA"],
    [reference("a", ["uri"], ""), "URN:X", "URN:X"],
    [binary("a", ""), "aGk=", "aGk="],
    [boolean("a", ""), true, true],
    [decimal("a", ""), 1.5, 1.5],
    [dateTime("a", ""), "1970-01-01T01:00:00+01:00", 0],
    [string("a", ""), 1, undefined],
    [boolean("a", ""), "true", undefined],
    [decimal("a", ""), "1", undefined],
    [dateTime("a", ""), "yesterday", undefined],
    [dateTime("a", ""), 0, undefined],
    [complex("a", "", []), {}, undefined],
  ])("%o %j compares as %j", (attribute, value, expected) => {
    expect(comparable(value, attribute)).toBe(expected);
  });
});

describe("sortValue (RFC 7644 §3.4.2.3)", () => {
  const resource: ScimObject = {
    userName: "BJ",
    externalId: "BJ",
    active: false,
    name: { familyName: "Jensen" },
    emails: [{ value: "First@x" }, { value: "Primary@x", primary: true }],
    phoneNumbers: [{ value: "1" }, { value: "2", primary: false }],
    photos: [],
    roles: ["odd"],
    meta: { created: "1970-01-01T00:00:01Z" },
    [enterprise]: { department: "Sales", manager: { value: "M1" } },
  };

  it.each([
    ["userName", "bj"],
    ["externalId", "BJ"],
    ["active", false],
    ["name.familyName", "jensen"],
    ["emails", "primary@x"],
    ["emails.value", "primary@x"],
    ["phoneNumbers.value", "1"],
    ["meta.created", 1000],
    [`${enterprise}:department`, "sales"],
    [`${enterprise}:manager`, "M1"],
    ["title", undefined],
    ["photos.value", undefined],
    ["roles.value", undefined],
    ["name", undefined],
    ["nothing", undefined],
  ])("of %s is %j", (path, expected) => {
    expect(sortValue(resource, parsePath(path), type)).toBe(expected);
  });

  it("is missing when the extension is", () => {
    expect(sortValue({}, parsePath(`${enterprise}:department`), type)).toBeUndefined();
  });
});

describe("compareForSort", () => {
  it("puts missing values last ascending, and so first descending", () => {
    // Array.prototype.sort moves undefined itself: boxed values show what the comparison says.
    const boxed = [{ v: "b" }, { v: undefined }, { v: "a" }];
    const ascending = boxed.toSorted((a, b) => compareForSort(a.v, b.v));
    const descending = boxed.toSorted((a, b) => compareForSort(b.v, a.v));
    expect(ascending.map(({ v }) => v)).toEqual(["a", "b", undefined]);
    expect(descending.map(({ v }) => v)).toEqual([undefined, "b", "a"]);
  });

  it("orders numbers by size and text by code point", () => {
    expect([10, 9, -1].sort(compareForSort)).toEqual([-1, 9, 10]);
    expect(["😀", "\uff5e", "z", "é"].sort(compareForSort)).toEqual(["z", "é", "\uff5e", "😀"]);
    expect(compareForSort(false, true)).toBeLessThan(0);
  });

  it("is a total order", () => {
    const value = fc.option(fc.string({ unit: "binary", maxLength: 3 }), { nil: undefined });
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        expect(Math.sign(compareForSort(a, b))).toBe(0 - Math.sign(compareForSort(b, a)));
        if (compareForSort(a, b) <= 0 && compareForSort(b, c) <= 0) {
          expect(compareForSort(a, c)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });
});
