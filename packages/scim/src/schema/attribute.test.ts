import { describe, expect, it } from "vitest";
import * as attribute from "./attribute.ts";

const defaults = {
  name: "a",
  description: "A.",
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: "readWrite",
  returned: "default",
  uniqueness: "none",
};

describe("an attribute without options has the defaults of RFC 7643 §2.2", () => {
  it.each([
    ["string", attribute.string("a", "A.")],
    ["boolean", attribute.boolean("a", "A.")],
    ["decimal", attribute.decimal("a", "A.")],
    ["integer", attribute.integer("a", "A.")],
    ["dateTime", attribute.dateTime("a", "A.")],
  ])("%s", (type, built) => {
    expect(built).toEqual({ ...defaults, type });
  });

  it("binary and references are case exact (RFC 7643 §2.3.6, §2.3.7) [B7e]", () => {
    expect(attribute.binary("a", "A.")).toEqual({ ...defaults, type: "binary", caseExact: true });
    expect(attribute.reference("a", ["User"], "A.")).toEqual({
      ...defaults,
      type: "reference",
      caseExact: true,
      referenceTypes: ["User"],
    });
  });

  it("complex carries its sub-attributes", () => {
    const sub = attribute.string("b", "B.");
    expect(attribute.complex("a", "A.", [sub])).toEqual({
      ...defaults,
      type: "complex",
      subAttributes: [sub],
    });
  });
});

describe("options", () => {
  it("override the defaults, those of the type included", () => {
    expect(attribute.string("a", "A.", { required: true, returned: "never" })).toMatchObject({
      required: true,
      returned: "never",
    });
    expect(attribute.binary("a", "A.", { caseExact: false }).caseExact).toBe(false);
  });

  it("of a label are its suggestions, left out when there are none", () => {
    expect(attribute.label(["work"]).canonicalValues).toEqual(["work"]);
    expect(attribute.label()).not.toHaveProperty("canonicalValues");
  });

  it("of display set its mutability", () => {
    expect(attribute.display({ mutability: "readOnly" }).mutability).toBe("readOnly");
    expect(attribute.primary().type).toBe("boolean");
  });
});
