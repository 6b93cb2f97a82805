import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boolean, complex, decimal, integer, string } from "../schema/attribute.ts";
import type { ScimObject, ScimValue } from "../schema/definition.ts";
import { compileResourceType, resolveAttribute } from "../schema/resolve.ts";
import { userResourceType } from "../schema/resource-types.ts";
import type { ComparisonOperator, ComparisonValue, Filter } from "./ast.ts";
import { checkFilter } from "./check.ts";
import { evaluateElement, evaluateFilter } from "./evaluate.ts";
import { parseFilter } from "./parse.ts";

const extension = "urn:example:ext:1.0:User";
const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const type = compileResourceType({
  ...userResourceType,
  extensions: [
    ...userResourceType.extensions,
    {
      required: false,
      schema: {
        id: extension,
        name: "Example",
        description: "",
        attributes: [
          integer("floor", ""),
          decimal("scores", "", { multiValued: true }),
          string("tags", "", { multiValued: true }),
          string("code", "", { caseExact: true }),
          complex("desks", "", [boolean("standing", ""), integer("height", "")], { multiValued: true }),
        ],
      },
    },
  ],
});

const barbara: ScimObject = {
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", enterprise, extension],
  id: "2819c223-7F76",
  externalId: "bJensen",
  userName: "BJensen@Example.com",
  name: { familyName: "O'Malley", givenName: "Zoë" },
  title: "",
  nickName: "100%_\\",
  active: false,
  profileUrl: "https://example.com/BJ",
  emails: [
    { value: "bjensen@example.com", type: "work", primary: true },
    { value: "babs@jensen.org", type: "home" },
  ],
  phoneNumbers: [],
  addresses: [{ type: "work" }],
  roles: [{ type: "work" }],
  ims: [{}],
  groups: [{ value: "g1", display: "Staff" }],
  meta: { resourceType: "User", created: "2010-01-23T04:56:22Z", lastModified: "2011-05-13T04:42:34.120Z" },
  [enterprise]: { employeeNumber: "701984", manager: { value: "26118915-6090" } },
  [extension]: {
    floor: 0,
    scores: [1.5, 20],
    tags: ["red", "Green"],
    code: "AbC",
    desks: [
      { standing: true, height: 70 },
      { standing: false, height: 120 },
    ],
  },
};

/** Both before and after the check, which must not change what a filter means. */
function evaluate(text: string, resource: ScimObject = barbara): boolean {
  const filter = parseFilter(text);
  const plain = evaluateFilter(filter, resource, type);
  expect(evaluateFilter(checkFilter(filter, type, { unknownAttributes: "noValue" }), resource, type)).toBe(
    plain,
  );
  return plain;
}

describe("evaluateFilter (RFC 7644 §3.4.2.2, Table 3)", () => {
  it.each([
    // caseExact decides about case (RFC 7643 §7).
    ['userName eq "bjensen@example.COM"', true],
    ['externalId eq "bJensen"', true],
    ['externalId eq "bjensen"', false],
    ['id eq "2819C223-7f76"', false],
    [`${extension}:code eq "abc"`, false],
    [`${extension}:code eq "AbC"`, true],
    ['name.givenName eq "ZOË"', true],
    ['name.givenName eq "zoe\u0308"', true],
    ['name.givenName eq "Zoe"', false],
    ['profileUrl eq "https://example.com/bj"', false],
    // Substrings are literal: no wildcard means anything.
    ['userName co "JENSEN@"', true],
    ['userName sw "bj"', true],
    ['userName sw "jensen"', false],
    ['userName ew ".COM"', true],
    ['userName ew ".org"', false],
    ['nickName co "%"', true],
    ['nickName co "1%0"', false],
    ['nickName ew "_\\\\"', true],
    ['userName co "."', true],
    ['userName co ".*"', false],
    ['userName co ""', true],
    // Order of text is by code point, after folding.
    ['userName gt "bjensen@example.col"', true],
    ['userName ge "BJENSEN@EXAMPLE.COM"', true],
    ['userName lt "C"', true],
    ['userName le "a"', false],
    ['name.givenName gt "zof"', true],
    // Dates are instants, whatever their offset and precision.
    ['meta.created eq "2010-01-23T05:56:22+01:00"', true],
    ['meta.created eq "2010-01-23T04:56:22.000Z"', true],
    ['meta.created ne "2010-01-23T05:56:22+01:00"', false],
    ['meta.created gt "2010-01-23T05:00:00+01:00"', true],
    ['meta.created lt "2010-01-23T04:56:22.5Z"', true],
    ['meta.lastModified ge "2011-05-13T04:42:34.12Z"', true],
    ['meta.lastModified gt "2011-05-13T04:42:34.12Z"', false],
    // Numbers are numeric.
    [`${extension}:floor eq 0`, true],
    [`${extension}:floor lt 1`, true],
    [`${extension}:scores gt 3`, true],
    [`${extension}:scores lt 3`, true],
    [`${extension}:scores gt 20`, false],
    ["active eq false", true],
    ["active eq true", false],
    ["active ne true", true],
    // Presence.
    ["userName pr", true],
    ["active pr", true],
    [`${extension}:floor pr`, true],
    ["title pr", false],
    ["displayName pr", false],
    ["name pr", true],
    ["name.middleName pr", false],
    ["emails pr", true],
    ["emails.display pr", false],
    ["phoneNumbers pr", false],
    ["ims pr", false],
    ["addresses pr", true],
    ["roles pr", true],
    ["roles.value pr", false],
    [`${extension}:tags pr`, true],
    // Null and unassigned are one (RFC 7643 §2.5).
    ["title eq null", true],
    ["userName eq null", false],
    ["userName ne null", true],
    ["phoneNumbers eq null", true],
    ["emails[display eq null]", true],
    ["emails[display ne null]", false],
    // ne is the negation of eq, also without a value and over several.
    ['displayName ne "x"', true],
    ['displayName eq "x"', false],
    ['emails.type ne "work"', false],
    ['emails.type ne "other"', true],
    ['emails[type ne "work"]', true],
    // Several values: one is enough; brackets ask for the same one.
    ['emails co "jensen.org"', true],
    ['emails.value co "jensen.org"', true],
    ['emails.type eq "work" and emails.value co "jensen.org"', true],
    ['emails[type eq "work" and value co "jensen.org"]', false],
    ['emails[type eq "home" and value co "jensen.org"]', true],
    ['emails[type eq "work" and (primary eq true or value sw "x")]', true],
    ['emails[not (type eq "work")]', true],
    ["emails[primary ne true]", true],
    ["phoneNumbers[not (type pr)]", false],
    ['name[familyName eq "o\'malley"]', true],
    [`${extension}:tags eq "green"`, true],
    [`${extension}:tags[value eq "green"]`, true],
    [`${extension}:tags[value eq "re"]`, false],
    [`${extension}:desks[standing eq true and height gt 100]`, false],
    [`${extension}:desks[standing eq false and height gt 100]`, true],
    ['groups eq "g1"', true],
    ['schemas eq "urn:example:ext:1.0:User"', true],
    // Extensions.
    [`${enterprise}:employeeNumber eq "701984"`, true],
    [`${enterprise}:manager.value eq "26118915-6090"`, true],
    [`${enterprise}:department pr`, false],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "B"', true],
    // What no schema knows has no value (RFC 7644 §3.4.2.1).
    ["nothing pr", false],
    ['nothing eq "x"', false],
    ['nothing ne "x"', true],
    ["nothing eq null", true],
    ['urn:example:none:a eq "x"', false],
    ['nothing[a eq "x"]', false],
    ['emails[nothing ne "x"]', true],
    // Logic.
    ["active eq true or userName pr and title pr", false],
    ["not (active eq true) and userName pr", true],
    ["not (userName pr and title pr)", true],
  ])(
    "%s is %s [F4a, F4c, F4d, F7a, F7b, F9, F10a, F10b, F10c, F11a, F12a, F12c, F12d, B8e]",
    (text, expected) => {
      expect(evaluate(text)).toBe(expected);
    },
  );

  it("finds nothing that an object inherits", () => {
    for (const text of ["constructor pr", "toString pr", "name.constructor pr"]) {
      expect(evaluateFilter(parseFilter(text), barbara, type)).toBe(false);
    }
  });

  it("takes a single value for a list of one", () => {
    expect(evaluate('emails[type eq "work"]', { emails: { type: "work" } })).toBe(true);
    expect(evaluate(`${extension}:tags eq "red"`, { [extension]: { tags: "red" } })).toBe(true);
  });

  it("does not match values of another type than the attribute's, nor fail on them", () => {
    const odd: ScimObject = {
      userName: 5,
      active: "true",
      emails: ["x"],
      name: "x",
      meta: { created: "soon" },
    };
    for (const text of ['userName eq "5"', "active eq true", 'emails eq "x"', 'name.familyName eq "x"']) {
      expect(evaluate(text, odd)).toBe(false);
    }
    expect(evaluate('meta.created ge "2000-01-01T00:00:00Z"', odd)).toBe(false);
  });
});

describe("evaluateElement (RFC 7644 §3.5.2)", () => {
  const attribute = (name: string, urn?: string) => {
    const found = resolveAttribute(type, urn === undefined ? { name } : { urn, name });
    if (found === undefined) throw new Error(name);
    return found.attribute;
  };
  const element = (text: string, value: ScimValue, name: string, urn?: string) =>
    evaluateElement(parseFilter(text), value, attribute(name, urn));

  it("looks at one element, with names in any case", () => {
    const email = { value: "A@x.org", type: "work", primary: true };
    expect(element('TYPE eq "WORK" and value co "@X"', email, "emails")).toBe(true);
    expect(element('type eq "home"', email, "emails")).toBe(false);
    expect(element('display ne "x" and not (display pr)', email, "emails")).toBe(true);
  });

  it("knows a simple element as value [H4c]", () => {
    expect(element('value eq "RED"', "red", "tags", extension)).toBe(true);
    expect(element("value gt 10", 20, "scores", extension)).toBe(true);
    expect(element("value pr", "", "tags", extension)).toBe(false);
    expect(element('type eq "red"', "red", "tags", extension)).toBe(false);
  });

  it("compares member ids exactly", () => {
    expect(element('value eq "ABC"', { value: "abc" }, "groups")).toBe(false);
  });

  it("gives false for an element that is no object, and for names with more than a sub-attribute", () => {
    expect(element('type eq "work"', "work", "emails")).toBe(false);
    expect(element('emails.type eq "work"', { type: "work" }, "emails")).toBe(false);
    expect(element('type[value eq "work"]', { type: "work" }, "emails")).toBe(false);
  });
});

describe("any filter over any resource", () => {
  const paths = [
    "userName",
    "externalId",
    "active",
    "name",
    "name.familyName",
    "emails",
    "emails.type",
    "emails.primary",
    "meta.created",
    "x509Certificates",
    "addresses",
    "nothing",
    `${extension}:floor`,
    `${extension}:tags`,
    `${extension}:scores`,
    `${enterprise}:manager`,
    `${enterprise}:manager.value`,
  ];
  const operators: ComparisonOperator[] = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"];
  const text = fc.constantFrom("", "a", "A", "work", "ß", "😀", "2011-05-13T04:42:34Z", "true");
  const literal: fc.Arbitrary<ComparisonValue> = fc.oneof(
    text,
    fc.constantFrom(0, 1.5, -1),
    fc.boolean(),
    fc.constant(null),
  );
  const term = fc
    .tuple(fc.constantFrom(...paths), fc.constantFrom(...operators, "pr"), literal)
    .map(([path, operator, value]) =>
      operator === "pr" ? `${path} pr` : `${path} ${operator} ${JSON.stringify(value)}`,
    );
  const { filter } = fc.letrec<{ filter: string }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3 },
      term,
      term.map((inner) => `emails[${inner.includes(".") || inner.includes(":") ? "type pr" : inner}]`),
      fc
        .tuple(tie("filter"), fc.constantFrom("and", "or"), tie("filter"))
        .map((parts) => `(${parts.join(" ")})`),
      tie("filter").map((inner) => `not (${inner})`),
    ),
  }));
  const leaf: fc.Arbitrary<ScimValue> = fc.oneof(text, fc.constantFrom(0, 1.5), fc.boolean());
  const record = fc.dictionary(fc.constantFrom("value", "type", "primary", "familyName", "created"), leaf);
  const value: fc.Arbitrary<ScimValue> = fc.oneof(
    leaf,
    record,
    fc.array(fc.oneof(leaf, record), { maxLength: 3 }),
  );
  const container = fc.dictionary(fc.constantFrom("floor", "tags", "scores", "manager"), value);
  const resource: fc.Arbitrary<ScimObject> = fc
    .tuple(
      fc.dictionary(
        fc.constantFrom("userName", "externalId", "active", "name", "emails", "meta", "addresses"),
        value,
      ),
      container,
      fc.oneof(container, leaf),
    )
    .map(([core, first, second]) => ({ ...core, [extension]: first, [enterprise]: second }));

  const checked = (source: string): Filter | undefined => {
    try {
      return checkFilter(parseFilter(source), type, { unknownAttributes: "noValue", lenientComplex: true });
    } catch (error) {
      expect(error).toMatchObject({ scimType: "invalidFilter" });
      return undefined;
    }
  };

  it("never throws once checked, and its negation is the opposite", () => {
    fc.assert(
      fc.property(filter, resource, (source, target) => {
        const found = checked(source);
        if (found === undefined) return;
        const matched = evaluateFilter(found, target, type);
        expect(evaluateFilter({ kind: "not", filter: found }, target, type)).toBe(!matched);
      }),
      { numRuns: 500 },
    );
  });

  it("has ne as the opposite of eq on every path outside brackets", () => {
    fc.assert(
      fc.property(fc.constantFrom(...paths), literal, resource, (path, right, target) => {
        const [equal, unequal] = ["eq", "ne"].map((operator) =>
          checked(`${path} ${operator} ${JSON.stringify(right)}`),
        );
        if (equal === undefined || unequal === undefined) return;
        expect(evaluateFilter(equal, target, type)).toBe(!evaluateFilter(unequal, target, type));
      }),
      { numRuns: 500 },
    );
  });
});
