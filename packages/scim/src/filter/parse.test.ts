import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ScimError } from "../message/error.ts";
import type { Filter } from "./ast.ts";
import { type FilterOptions, parseFilter, parsePatchPath } from "./parse.ts";
import { printFilter } from "./print.ts";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** What a faulty filter is answered with. */
function failure(text: string, options?: FilterOptions): ScimError {
  try {
    parseFilter(text, options);
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

/** A filter as nested lists, so that its grouping can be read. */
function shape(filter: Filter): unknown {
  switch (filter.kind) {
    case "and":
    case "or":
      return [shape(filter.left), filter.kind, shape(filter.right)];
    case "not":
      return ["not", shape(filter.filter)];
    case "valuePath":
      return [filter.path.name, [shape(filter.filter)]];
    default:
      return filter.path.name;
  }
}

describe("parseFilter on the examples of RFC 7644 §3.4.2.2", () => {
  it.each([
    'userName eq "bjensen"',
    'name.familyName co "O\'Malley"',
    'userName sw "J"',
    'urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"',
    "title pr",
    'meta.lastModified gt "2011-05-13T04:42:34Z"',
    'meta.lastModified ge "2011-05-13T04:42:34Z"',
    'meta.lastModified lt "2011-05-13T04:42:34Z"',
    'meta.lastModified le "2011-05-13T04:42:34Z"',
    'title pr and userType eq "Employee"',
    'title pr or userType eq "Intern"',
    'schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"',
    'userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")',
    'userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")',
    'userType eq "Employee" and (emails.type eq "work")',
    'userType eq "Employee" and emails[type eq "work" and value co "@example.com"]',
    'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
  ])("%s", (text) => {
    const filter = parseFilter(text);
    expect(parseFilter(printFilter(filter))).toEqual(filter);
  });
});

describe("the tree of a filter", () => {
  it("has path, operator and value", () => {
    expect(parseFilter(`${enterprise}:manager.value Eq "2819c223"`)).toEqual({
      kind: "compare",
      path: { urn: enterprise, name: "manager", sub: "value" },
      operator: "eq",
      value: "2819c223",
    });
  });

  it.each([
    ["a pr and b pr or c pr", [["a", "and", "b"], "or", "c"]],
    ["a pr or b pr and c pr", ["a", "or", ["b", "and", "c"]]],
    ["(a pr or b pr) and c pr", [["a", "or", "b"], "and", "c"]],
    ["a pr and b pr and c pr", [["a", "and", "b"], "and", "c"]],
    ["not (a pr) and b pr", [["not", "a"], "and", "b"]],
    ["not (a pr and b pr) or c pr", [["not", ["a", "and", "b"]], "or", "c"]],
    ["NOT(a PR) AND (b pr Or c Pr)", [["not", "a"], "and", ["b", "or", "c"]]],
    ["a[b pr and (c pr or not (d pr))]", ["a", [["b", "and", ["c", "or", ["not", "d"]]]]]],
    ["((a pr))", "a"],
    ["  a   pr  ", "a"],
    ["( a pr )", "a"],
  ])("%s groups by precedence (erratum 4670)", (text, expected) => {
    expect(shape(parseFilter(text))).toEqual(expected);
  });

  it.each([
    ["true", true],
    ["false", false],
    ["null", null],
    ["0", 0],
    ["-0", 0],
    ["-12.5", -12.5],
    ["1e3", 1000],
    ["1.5E-2", 0.015],
    ['""', ""],
    ['"a \\"quoted\\" \\\\ \\u00e9 \\ud83d\\ude00"', 'a "quoted" \\ é 😀'],
    ['") or (userName pr"', ") or (userName pr"],
    ['"[x]"', "[x]"],
  ])("reads the value %s as JSON does", (text, value) => {
    expect(parseFilter(`a eq ${text}`)).toMatchObject({ value });
  });

  it("takes a word such as and, or, eq, pr for a name where a name must stand", () => {
    expect(parseFilter("pr pr and eq eq 1")).toMatchObject({
      left: { kind: "present", path: { name: "pr" } },
      right: { path: { name: "eq" }, operator: "eq" },
    });
  });
});

describe("a faulty filter is invalidFilter", () => {
  it.each([
    "",
    " ",
    "userName",
    "userName eq",
    'eq "x"',
    'userName foo "x"',
    'userName = "x"',
    'userName eq "x" extra',
    'userName eq "x" and',
    'and userName eq "x"',
    'userName eq "x" xor title pr',
    'userName eq "x" title pr',
    '(userName eq "x"',
    'userName eq "x")',
    "()",
    "not userName pr",
    "not not (userName pr)",
    "not",
    "userName pr pr",
    "userName pr eq",
    'userName eq"x"',
    'userName eq("x")',
    "a pr and(b pr)",
    "(a pr)and b pr",
    "userName eq x",
    "userName eq 'x'",
    "userName eq “x”",
    "userName eq True",
    "userName eq NULL",
    "age eq 01",
    "age eq +1",
    "age eq .5",
    "age eq 1.",
    "age eq 0x10",
    "age eq 1e999",
    "age eq NaN",
    "age eq [1]",
    'emails[type eq "work"',
    'emails type eq "work"]',
    "emails[]",
    'emails [type eq "work"]',
    'emails[type eq "work"].value eq "x"',
    'emails[type eq "work"]value eq "x"',
    'emails[type eq "work"] eq "x"',
    'emails[emails.type eq "work"]',
    'emails[urn:x:y:type eq "work"]',
    'a[b[c eq "x"]]',
    'a.b[c eq "x"]',
    'emails(type eq "work")',
    '"userName" eq "x"',
    "1 eq 1",
    '__proto__ eq "x"',
    "a.__proto__ pr",
    'a.b.c eq "x"',
    'user name eq "x"',
    'userName+eq+"x"',
    "userName eq \"x';",
    'userName eq "x" --',
    "]",
    "[",
  ])("%s", (text) => {
    expect(failure(text)).toMatchObject({ status: 400, scimType: "invalidFilter" });
  });

  it.each([
    ['userName is "x"', "at character 10", "eq, ne, co, sw, ew, gt, ge, lt, le or pr", '"is"'],
    ["userName eq x", "at character 13", "double quotes", '"x"'],
    ["userName eq", "at character 12", "a value after “eq”", "the filter ends"],
    ["(title pr", "at character 10", "“)”", "the filter ends"],
    ['emails[type eq "work"', "at character 22", "“]”", "the filter ends"],
    ["not title pr", "at character 5", "“(” after “not”", '"title"'],
    ['userName eq "x', "at character 13", "closing double quote", ""],
  ])("%s says where, what was expected and what was found", (text, ...parts) => {
    for (const part of parts) expect(failure(text).detail).toContain(part);
  });
});

describe("the limits of a filter", () => {
  it("are length, depth and number of conditions, each with its number in the detail", () => {
    const long = `a eq "${"x".repeat(4096)}"`;
    expect(failure(long).detail).toContain("4096 are allowed");
    expect(failure(`${"(".repeat(21)}a pr${")".repeat(21)}`).detail).toContain("20 levels");
    expect(failure(Array.from({ length: 101 }, () => "a pr").join(" or ")).detail).toContain(
      "100 are allowed",
    );
  });

  it("are met exactly", () => {
    expect(() => parseFilter(`${"(".repeat(20)}a pr${")".repeat(20)}`)).not.toThrow();
    expect(() => parseFilter(Array.from({ length: 100 }, () => "a pr").join(" or "))).not.toThrow();
    expect(() => parseFilter(`a eq "${"x".repeat(4096 - 7)}"`)).not.toThrow();
  });

  it("count not(…) and brackets as levels too", () => {
    expect(failure("not(not(a pr))", { maxDepth: 1 }).detail).toContain("1 levels");
    expect(failure("(a[b pr])", { maxDepth: 1 }).scimType).toBe("invalidFilter");
  });

  it("keep hostile input of 4 kB fast and out of the stack", () => {
    const hostile = [
      "(".repeat(4096),
      "not(".repeat(1024),
      "a[".repeat(2048),
      '"'.repeat(4096),
      `a eq "${"\\".repeat(4090)}`,
      "a.".repeat(2048),
      "urn:".repeat(1024),
      "a ".repeat(2048),
      " ".repeat(4096),
      `a eq ${"1".repeat(4091)}`,
      `a eq -${"0".repeat(4090)}`,
      "a pr and ".repeat(455),
      "😀".repeat(2048),
      "\ud800".repeat(4096),
    ];
    const begin = performance.now();
    for (let round = 0; round < 20; round += 1) {
      for (const text of hostile) expect(() => parseFilter(text)).toThrow(ScimError);
    }
    // 280 filters: quadratic work would take many seconds, linear work takes a fraction of one.
    expect(performance.now() - begin).toBeLessThan(5000);
  });

  it("leave nothing but a Filter or a ScimError, whatever comes in", () => {
    const piece = fc.constantFrom(
      ...'userName|emails|[|]|(|)|and|or|not|eq|pr|co|"x"|"|1|true|null|.value|.|:|urn:a:b| |\\|\''.split(
        "|",
      ),
    );
    const text = fc.array(fc.oneof(piece, fc.string({ maxLength: 3 }))).map((pieces) => pieces.join(" "));
    fc.assert(
      fc.property(text, fc.boolean(), (value, lenient) => {
        try {
          const options = { lenientValues: lenient, valuePathSub: lenient };
          const filter = parseFilter(value, options);
          expect(parseFilter(printFilter(filter))).toEqual(filter);
        } catch (error) {
          expect(error).toMatchObject({ scimType: "invalidFilter" });
        }
      }),
    );
  });
});

describe("lenientValues", () => {
  const lenient = { lenientValues: true };

  it.each([
    ["jyoung", "jyoung"],
    ["john@example.com", "john@example.com"],
    ["O'Brien", "O'Brien"],
    ["007", "007"],
    ["12345", 12345],
    ["1.0", "1.0"],
    ["9007199254740993", "9007199254740993"],
    ["1e5", "1e5"],
    ["True", true],
    ["FALSE", false],
    ["null", null],
    ["Null", "Null"],
    ['"quoted"', "quoted"],
  ])("reads %s as written", (text, value) => {
    expect(parseFilter(`externalId eq ${text}`, lenient)).toMatchObject({ value });
  });

  it("still refuses single quotes, half a pair of quotes and two words", () => {
    for (const text of ["'jyoung'", '"jyoung', "j young", "", "(jyoung)"]) {
      expect(failure(`externalId eq ${text}`, lenient).scimType).toBe("invalidFilter");
    }
  });
});

describe("valuePathSub", () => {
  const entra = { valuePathSub: true };

  it("moves the condition after the brackets inside them", () => {
    expect(parseFilter('emails[type eq "work"].value eq "x"', entra)).toEqual(
      parseFilter('emails[type eq "work" and value eq "x"]'),
    );
    expect(parseFilter('emails[type eq "a" or type eq "b"].value pr and title pr', entra)).toEqual(
      parseFilter('emails[(type eq "a" or type eq "b") and value pr] and title pr'),
    );
  });

  it.each([
    'emails[type eq "work"].value',
    'emails[type eq "work"]. eq "x"',
    'emails[type eq "work"].a.b eq "x"',
    'emails[type eq "work"] .value eq "x"',
    'emails[type eq "work"].value[x pr]',
  ])("refuses %s", (text) => {
    expect(failure(text, entra).scimType).toBe("invalidFilter");
  });
});

describe("parsePatchPath (RFC 7644 §3.5.2, Figure 7)", () => {
  const type = { kind: "compare", path: { name: "type" }, operator: "eq", value: "work" };

  it.each([
    ["members", { path: { name: "members" } }],
    ["name.familyName", { path: { name: "name", sub: "familyName" } }],
    ['addresses[type eq "work"]', { path: { name: "addresses" }, filter: type }],
    ['emails[type eq "work"].value', { path: { name: "emails" }, filter: type, sub: "value" }],
    [`${enterprise}:manager.value`, { path: { urn: enterprise, name: "manager", sub: "value" } }],
    [
      `urn:x:app:1.0:list[type eq "work"].$ref`,
      { path: { urn: "urn:x:app:1.0", name: "list" }, filter: type, sub: "$ref" },
    ],
  ])("reads %s", (text, expected) => {
    expect(parsePatchPath(text)).toEqual(expected);
  });

  it("does not mistake brackets and dots inside quotes for its own", () => {
    expect(parsePatchPath('emails[value eq "a].b[c"].display')).toMatchObject({
      filter: { value: "a].b[c" },
      sub: "display",
    });
  });

  it("reads a known URN alone as the schema, and an unknown one as an attribute", () => {
    expect(parsePatchPath(enterprise.toLowerCase(), { knownUrns: [enterprise] })).toEqual({
      path: { urn: enterprise, name: "" },
    });
    expect(parsePatchPath(enterprise).path.name).toBe("User");
  });

  it.each([
    "",
    " ",
    "/members",
    "members/0",
    "members[type pr",
    "a b",
    "a.b.c",
    "[type pr]",
    'name.x[type eq "work"]',
    'emails[type eq "work"',
    'emails[type eq "work"]value',
    'emails[type eq "work"].',
    'emails[type eq "work"] ',
    'emails[type eq "work"] .value',
    'emails[type eq "work"].value ',
    'emails[type eq "work"].a.b',
    'emails[type eq "work"].value[x pr]',
    'emails[type eq "work"].value eq "x"',
    'emails[type eq "work"]]',
    "__proto__",
    "emails[type pr].__proto__",
    " userName",
    "userName ",
  ])("%j is invalidPath", (text) => {
    expect(() => parsePatchPath(text)).toThrow(expect.objectContaining({ scimType: "invalidPath" }));
  });

  it.each([
    "emails[]",
    "emails[0]",
    "emails[type]",
    "emails[type is 1]",
    'emails[type eq "work]',
    "members[a.b pr]",
    "a[b[c pr]]",
  ])("%s is invalidFilter: the fault is in the brackets", (text) => {
    expect(() => parsePatchPath(text)).toThrow(expect.objectContaining({ scimType: "invalidFilter" }));
  });

  it("holds the filter to the limits", () => {
    expect(() => parsePatchPath(`a[${"(".repeat(30)}b pr${")".repeat(30)}]`)).toThrow("20 levels");
  });
});
