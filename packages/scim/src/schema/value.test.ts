import { describe, expect, it } from "vitest";
import type { ScimObject, ScimValue } from "./definition.ts";
import { isObject, isPresent, property, values } from "./value.ts";

describe("property", () => {
  it("finds own properties only", () => {
    const object: ScimObject = { userName: "x" };
    expect(property(object, "userName")).toBe("x");
    for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty", "username"]) {
      expect(property(object, name)).toBeUndefined();
    }
  });

  it("finds an own property of an inherited name", () => {
    const object = JSON.parse('{"__proto__":"a","constructor":"b"}') as ScimObject;
    expect(property(object, "__proto__")).toBe("a");
    expect(property(object, "constructor")).toBe("b");
  });
});

describe("isObject", () => {
  it.each<[ScimValue | null | undefined, boolean]>([
    [{}, true],
    [{ value: "x" }, true],
    [[], false],
    [null, false],
    [undefined, false],
    ["x", false],
    [0, false],
  ])("of %j is %s", (value, expected) => {
    expect(isObject(value)).toBe(expected);
  });
});

describe("values", () => {
  it.each<[ScimValue | null | undefined, readonly ScimValue[]]>([
    [undefined, []],
    [null, []],
    [[], []],
    [
      ["a", "b"],
      ["a", "b"],
    ],
    ["a", ["a"]],
    [false, [false]],
    [{ value: "a" }, [{ value: "a" }]],
  ])("of %j are %j", (value, expected) => {
    expect(values(value)).toEqual(expected);
  });
});

describe("isPresent (RFC 7644 §3.4.2.2, pr; RFC 7643 §2.5)", () => {
  it.each<ScimValue>(["x", " ", 0, false, true, ["x"], [false], { a: 0 }, [{ a: { b: "x" } }], [[], "x"]])(
    "holds for %j",
    (value) => {
      expect(isPresent(value)).toBe(true);
    },
  );

  it.each<ScimValue | null | undefined>([
    null,
    undefined,
    "",
    [],
    {},
    [""],
    [{}],
    { a: "" },
    { a: [] },
    [[], {}],
  ])("does not hold for %j", (value) => {
    expect(isPresent(value)).toBe(false);
  });
});
