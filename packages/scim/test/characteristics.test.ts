import { describe, expect, it } from "vitest";
import {
  applyPatch,
  compileResourceType,
  readResource,
  replaceAttributes,
  userResourceType,
} from "../src/index.ts";
import { dateTime, decimal, integer, string } from "../src/schema/attribute.ts";

const urn = "urn:example:params:scim:schemas:extension:badge:1.0:User";

/** Users with the characteristics that no attribute of the RFC's own schemas has. */
const type = compileResourceType({
  ...userResourceType,
  extensions: [
    {
      required: false,
      schema: {
        id: urn,
        name: "Badge",
        description: "",
        attributes: [
          string("serial", "", { mutability: "immutable" }),
          string("doors", "", { multiValued: true }),
          integer("floor", ""),
          decimal("height", ""),
          dateTime("issued", ""),
        ],
      },
    },
  ],
});

const user = (badge: object) =>
  ({ userName: "ann", [urn]: badge }) as Parameters<typeof replaceAttributes>[0];
const patched = (badge: object, operation: Parameters<typeof applyPatch>[1][number]) =>
  applyPatch(user(badge), [operation], type).attributes[urn];
const refusal = (run: () => unknown) => {
  try {
    run();
    return undefined;
  } catch (error) {
    return (error as { scimType?: string }).scimType;
  }
};

describe("an immutable attribute", () => {
  it("is set by a PUT while unset, kept when a PUT leaves it out, and never changed by one [B10b, G3]", () => {
    const put = (before: object, after: object) => replaceAttributes(user(before), user(after), type)[urn];
    expect(put({ floor: 1 }, { serial: "s1" })).toEqual({ serial: "s1" });
    expect(put({ serial: "s1", floor: 1 }, { floor: 2 })).toEqual({ serial: "s1", floor: 2 });
    expect(put({ serial: "s1" }, { serial: "s1", floor: 3 })).toEqual({ serial: "s1", floor: 3 });
    expect(refusal(() => put({ serial: "s1" }, { serial: "s2" }))).toBe("mutability");
  });

  it("is set by a PATCH while unset, and neither changed nor removed by one [B10b, H8b]", () => {
    const path = `${urn}:serial`;
    expect(patched({ floor: 1 }, { op: "add", path, value: "s1" })).toEqual({ floor: 1, serial: "s1" });
    expect(patched({ serial: "s1" }, { op: "add", path, value: "s1" })).toEqual({ serial: "s1" });
    for (const operation of [
      { op: "add", path, value: "s2" },
      { op: "replace", path, value: "s2" },
      { op: "remove", path },
      { op: "replace", value: { [urn]: { serial: "s2" } } },
    ] as const)
      expect(refusal(() => patched({ serial: "s1" }, operation))).toBe("mutability");
  });
});

describe("simple values in a list", () => {
  it("are selected as value by the filter of a path [H4c]", () => {
    const doors = ["north", "south"];
    const path = `${urn}:doors[value eq "NORTH"]`;
    expect(patched({ doors }, { op: "remove", path })).toEqual({ doors: ["south"] });
    expect(patched({ doors }, { op: "replace", path, value: "east" })).toEqual({ doors: ["east", "south"] });
  });
});

describe("values", () => {
  const read = (badge: object) => readResource({ userName: "ann", [urn]: badge }, type).attributes[urn];

  it("are a date with a time where the schema says dateTime [B7b]", () => {
    for (const issued of ["2026-01-23T04:56:22Z", "2026-01-23T04:56:22.5+01:00"])
      expect(read({ issued })).toEqual({ issued });
    for (const issued of ["2026-01-23", "04:56:22", "2026-02-30T00:00:00Z", "soon", 1769144182000])
      expect(refusal(() => read({ issued }))).toBe("invalidValue");
  });

  it("are whole where the schema says integer, and may have a fraction where it says decimal [B7h]", () => {
    expect(read({ floor: -3, height: 1.75 })).toEqual({ floor: -3, height: 1.75 });
    for (const floor of [1.5, "3", true]) expect(refusal(() => read({ floor }))).toBe("invalidValue");
    expect(refusal(() => read({ height: "1.75" }))).toBe("invalidValue");
  });
});
