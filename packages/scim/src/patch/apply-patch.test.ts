import { describe, expect, it } from "vitest";
import { enterpriseUrn, group, user } from "../../test/open-directory.ts";
import type { ScimObject } from "../schema/definition.ts";
import { applyPatch } from "./apply-patch.ts";
import type { PatchOperation } from "./operation.ts";

const manager = `${enterpriseUrn}:manager`;
const work = { value: "w@x", type: "work", primary: true };
const home = { value: "h@x", type: "home" };
const base: ScimObject = {
  userName: "ann",
  title: "Eng",
  name: { givenName: "Ann", familyName: "X" },
  emails: [work, home],
  [enterpriseUrn]: { department: "D", manager: { value: "m1" } },
};

/** Applies operations by the RFC alone. */
function patched(...operations: readonly PatchOperation[]): ScimObject {
  return applyPatch(base, operations, user).attributes;
}

function refusal(...operations: readonly PatchOperation[]): string | undefined {
  try {
    applyPatch(base, operations, user);
    return undefined;
  } catch (error) {
    return (error as { scimType?: string }).scimType;
  }
}

const add = (path: string | undefined, value: unknown): PatchOperation => ({ op: "add", value, ...at(path) });
const replace = (path: string | undefined, value: unknown): PatchOperation => ({
  op: "replace",
  value,
  ...at(path),
});
const remove = (path: string): PatchOperation => ({ op: "remove", path });
const at = (path: string | undefined) => (path === undefined ? {} : { path });

describe("PATCH without path (RFC 7644 §3.5.2.1, §3.5.2.3)", () => {
  it("add sets simple attributes, merges complex ones and appends to lists [H10a]", () => {
    const other = { value: "o@x" };
    const value = {
      TITLE: "Lead",
      name: { middleName: "B" },
      emails: [other],
      [enterpriseUrn]: { division: "V" },
    };
    expect(patched(add(undefined, value))).toEqual({
      ...base,
      title: "Lead",
      name: { givenName: "Ann", familyName: "X", middleName: "B" },
      emails: [work, home, other],
      [enterpriseUrn]: { department: "D", division: "V", manager: { value: "m1" } },
    });
  });

  it("replace sets, merges complex attributes, replaces lists, and clears by null [H10b]", () => {
    const value = { title: null, name: { givenName: "Anna", familyName: null }, emails: [{ value: "n@x" }] };
    const { title: _, ...rest } = base;
    expect(patched(replace(undefined, value))).toEqual({
      ...rest,
      name: { givenName: "Anna" },
      emails: [{ value: "n@x" }],
    });
  });

  it("remove is noTarget [H10c]", () => expect(refusal({ op: "remove" })).toBe("noTarget"));

  it("repeats of meta and of the own id are no change, another id is [H8c]", () => {
    const value = { id: "r1", meta: { version: "1" }, schemas: ["x"], displayName: "A" };
    const options = { id: "r1" };
    expect(applyPatch(base, [replace(undefined, value)], user, options).attributes).toEqual({
      ...base,
      displayName: "A",
    });
    expect(refusal(replace(undefined, { id: "r2" }))).toBe("mutability");
  });

  it("keeps what no schema knows, in the core and in unknown extensions", () => {
    const result = patched(
      add(undefined, { favorite: "blue", "urn:my:ext": { a: [1] } }),
      add("urn:my:ext:A", [2]),
      add("urn:my:ext:b.c", true),
    );
    expect(result).toEqual({ ...base, favorite: "blue", "urn:my:ext": { a: [1, 2], b: { c: true } } });
    expect(
      applyPatch(result, [remove("urn:my:ext:a"), remove("urn:my:ext:b")], user).attributes,
    ).not.toHaveProperty("urn:my:ext");
    expect(applyPatch(result, [remove("urn:my:EXT")], user).attributes).not.toHaveProperty("urn:my:ext");
  });
});

describe("PATCH of simple and complex attributes", () => {
  it("add and replace set; the same value changes nothing", () => {
    expect(patched(add("nickName", "N"))).toEqual({ ...base, nickName: "N" });
    expect(patched(replace("urn:ietf:params:scim:schemas:core:2.0:User:TITLE", "T")).title).toBe("T");
    expect(applyPatch(base, [replace("title", "Eng"), add("name", { givenName: "Ann" })], user).changed).toBe(
      false,
    );
  });

  it("remove unassigns, twice is once, and what is required stays [H9a, H10g]", () => {
    expect(patched(remove("title"), remove("title"))).not.toHaveProperty("title");
    expect(refusal(remove("userName"))).toBe("mutability");
    expect(refusal(replace("userName", null))).toBe("invalidValue");
    expect(patched(replace("userName", null), add("userName", "bob")).userName).toBe("bob");
  });

  it("replace of a complex attribute leaves the sub-attributes it does not name [H10h, H10i]", () => {
    expect(patched(replace("name", { familyName: "Y" })).name).toEqual({ givenName: "Ann", familyName: "Y" });
    expect(refusal(replace("name", "Ann"))).toBe("invalidValue");
  });

  it("sets and unassigns sub-attributes; a parent is created, and goes with its last part [H10j, H10k]", () => {
    expect(patched(remove("name.givenName"), remove("name.familyName"))).not.toHaveProperty("name");
    expect(patched(remove("name"), replace("name.formatted", "Ann X")).name).toEqual({ formatted: "Ann X" });
    expect(patched(remove(manager), add(`${manager}.value`, "m2"))[enterpriseUrn]).toEqual({
      department: "D",
      manager: { value: "m2" },
    });
  });

  it("drops an extension that has nothing left [H10w, H10x]", () => {
    expect(patched(remove(manager), remove(`${enterpriseUrn}:department`))).not.toHaveProperty(enterpriseUrn);
    expect(patched(remove(enterpriseUrn.toUpperCase()))).not.toHaveProperty(enterpriseUrn);
    expect(patched(replace(enterpriseUrn, { department: "E" }))[enterpriseUrn]).toEqual({
      department: "E",
      manager: { value: "m1" },
    });
  });

  it("matches a filter on a complex attribute with one value", () => {
    expect(patched(remove(`${manager}[value eq "m1"]`))[enterpriseUrn]).toEqual({ department: "D" });
    expect(patched(remove(`${manager}[value eq "other"]`))).toEqual(base);
  });

  it("add of null or an empty list changes nothing, replace with them clears [H10z]", () => {
    expect(patched(add("title", null), add("emails", []))).toEqual(base);
    expect(patched(replace("title", null), replace("emails", []))).not.toHaveProperty("emails");
  });
});

describe("PATCH of lists", () => {
  it("add appends one or several, and what is there stays as it is [H10l, H10m, H10n]", () => {
    expect(patched(add("emails", { value: "o@x" })).emails).toEqual([work, home, { value: "o@x" }]);
    expect(applyPatch(base, [add("emails", [home, work])], user).changed).toBe(false);
    expect(patched(replace("emails", { value: "o@x" })).emails).toEqual([{ value: "o@x" }]);
  });

  it("makes the last value that becomes primary the only one [H7a, H7b]", () => {
    const demoted = { ...work, primary: false };
    expect(patched(add("emails", { value: "o@x", primary: true })).emails).toEqual([
      demoted,
      home,
      { value: "o@x", primary: true },
    ]);
    expect(patched(add("emails", { ...home, primary: true })).emails).toEqual([
      demoted,
      { ...home, primary: true },
    ]);
    expect(patched(replace('emails[type eq "home"].primary', true)).emails).toEqual([
      demoted,
      { ...home, primary: true },
    ]);
    expect(patched(remove('emails[type eq "work"]')).emails).toEqual([home]);
    expect(
      refusal(
        add("emails", [
          { value: "1", primary: true },
          { value: "2", primary: true },
        ]),
      ),
    ).toBe("invalidValue");
    expect(refusal(replace("emails.primary", true))).toBe("invalidValue");
  });

  it("replaces, merges and removes what a filter matches [H10o, H10q, H10s, H10u]", () => {
    expect(patched(replace('emails[type eq "HOME"]', { value: "n@x" })).emails).toEqual([
      work,
      { value: "n@x" },
    ]);
    expect(patched(add('emails[type eq "home"]', { display: "H" })).emails).toEqual([
      work,
      { ...home, display: "H" },
    ]);
    expect(patched(remove("emails[value pr]"))).not.toHaveProperty("emails");
    expect(patched(replace('emails[type eq "home"].value', "n@x")).emails).toEqual([
      work,
      { value: "n@x", type: "home" },
    ]);
    expect(patched(remove('emails[type eq "work"].primary')).emails).toEqual([
      { value: "w@x", type: "work" },
      home,
    ]);
    expect(patched(replace("emails.display", "E")).emails).toEqual([
      { ...work, display: "E" },
      { ...home, display: "E" },
    ]);
  });

  it("without a match: remove succeeds, replace is noTarget, add creates what the filter says [H10p, H10r, H10t]", () => {
    expect(patched(remove('emails[type eq "other"]'), remove("phoneNumbers"))).toEqual(base);
    expect(refusal(replace('emails[type eq "other"].value', "x"))).toBe("noTarget");
    expect(refusal(replace('phoneNumbers[type eq "fax"]', { value: "1" }))).toBe("noTarget");
    expect(patched(add('phoneNumbers[type eq "fax" and primary eq true].value', "1")).phoneNumbers).toEqual([
      { type: "fax", primary: true, value: "1" },
    ]);
    expect(refusal(add('phoneNumbers[type eq "fax" or type eq "pager"].value', "1"))).toBe("noTarget");
    expect(refusal(add('phoneNumbers[type eq "a" and type eq "b"].value', "1"))).toBe("noTarget");
  });
});

describe("PATCH refusals", () => {
  it.each([
    [replace("id", "x"), "mutability"],
    [replace("meta.created", "2026-01-01T00:00:00Z"), "mutability"],
    [add("groups", [{ value: "g" }]), "mutability"],
    [remove('groups[value eq "g"]'), "mutability"],
    [replace(`${manager}.displayName`, "M"), "mutability"],
    [replace("noSuch", "x"), "invalidPath"],
    [replace("name.noSuch", "x"), "invalidPath"],
    [replace("name..x", "x"), "invalidPath"],
    [replace("", "x"), "invalidPath"],
    [replace('title[value eq "x"]', "x"), "invalidPath"],
    [replace('emails[type zz "x"]', "x"), "invalidFilter"],
    [replace('emails[noSuch eq "x"]', "x"), "invalidFilter"],
    [replace("active", "true"), "invalidValue"],
    [replace("active", [true]), "invalidValue"],
    [replace("title", 5), "invalidValue"],
    [replace("emails", "a@x"), "invalidValue"],
    [add("emails", ["a@x"]), "invalidValue"],
    [{ op: "add", path: "title" } as const, "invalidValue"],
    [{ op: "replace" } as const, "invalidValue"],
    [replace(undefined, [1]), "invalidValue"],
    [{ op: "remove", path: "emails", value: [{ value: "w@x" }] } as const, "invalidValue"],
    [replace("urn:my:ext:constructor", "x"), "invalidSyntax"],
    [replace("urn:my:ext:a.prototype", "x"), "invalidSyntax"],
  ])("%j is %s", (operation, scimType) => expect(refusal(operation)).toBe(scimType));

  it("is atomic, and drops passwords", () => {
    const before = structuredClone(base);
    expect(refusal(replace("title", "Z"), replace("active", 1))).toBe("invalidValue");
    expect(base).toEqual(before);
    expect(
      applyPatch(base, [replace("password", "s3cret"), replace(undefined, { password: "x" })], user).changed,
    ).toBe(false);
  });
});

describe("PATCH of a set relation", () => {
  const members = (...values: readonly string[]) => values.map((value) => ({ value }));
  const change = (...operations: readonly PatchOperation[]) => {
    const result = applyPatch({ displayName: "G" }, operations, group, { dialect: { allows: () => true } });
    return result.relation;
  };

  it("folds operations into one net change [H12a]", () => {
    expect(change(add("members", members("a", "b")), remove('members[value eq "a"]'))).toEqual({
      attribute: "members",
      kind: "update",
      add: ["b"],
      remove: ["a"],
    });
    expect(
      change(remove('members[value eq "a" or value eq "b"]'), add("members", { value: "a" })),
    ).toMatchObject({
      add: ["a"],
      remove: ["b"],
    });
    expect(change(replace("members", members("a")), add(undefined, { members: members("b", "a") }))).toEqual({
      attribute: "members",
      kind: "replace",
      with: ["a", "b"],
    });
    expect(change(add("members", members("a")), remove("members"))).toMatchObject({
      kind: "replace",
      with: [],
    });
    expect(change(replace(undefined, { Members: null }))).toMatchObject({ kind: "replace", with: [] });
    expect(change(add('members[value eq "a"]', { value: "a" }))).toMatchObject({ add: ["a"] });
  });

  it("removes only what a value lists, and nothing for an empty list", () => {
    const listed = (value: unknown): PatchOperation => ({ op: "remove", path: "members", value });
    expect(change(listed(members("a")))).toMatchObject({ kind: "update", add: [], remove: ["a"] });
    expect(change(listed({ value: "a" }))).toMatchObject({ remove: ["a"] });
    expect(change(listed([]))).toBeUndefined();
  });

  it.each([
    [remove('members[display eq "Ann"]'), "invalidFilter"],
    [remove('members[value eq "a" and type eq "User"]'), "invalidFilter"],
    [remove('members[value co "a"]'), "invalidFilter"],
    [replace('members[value eq "a"].display', "A"), "mutability"],
    [replace('members[value eq "a"]', { value: "b" }), "mutability"],
    [add("members", [{ display: "A" }]), "invalidValue"],
    [add("members", ["a"]), "invalidValue"],
    [add("members", [{ value: "" }]), "invalidValue"],
  ])("%j is %s", (operation, scimType) => {
    expect(() => change(operation)).toThrow(expect.objectContaining({ scimType }));
  });

  it("bounds what one PATCH may name", () => {
    const limits = { patchOperations: 9, patchRelationValues: 2, valuesPerAttribute: 2 };
    const apply = (operation: PatchOperation) =>
      applyPatch({ displayName: "G" }, [operation], group, { limits });
    expect(() => apply(add("members", members("a", "b", "c")))).toThrow(
      expect.objectContaining({ status: 413 }),
    );
    expect(apply(add("members", members("a", "b"))).changed).toBe(true);
  });
});
