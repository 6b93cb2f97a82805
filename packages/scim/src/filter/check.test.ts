import { describe, expect, it } from "vitest";
import { ScimError } from "../message/error.ts";
import { boolean, complex, decimal, integer, string } from "../schema/attribute.ts";
import { compileResourceType, resolveAttribute } from "../schema/resolve.ts";
import { groupResourceType, userResourceType } from "../schema/resource-types.ts";
import { type CheckOptions, checkElementFilter, checkFilter, checkSortPath } from "./check.ts";
import { parseFilter } from "./parse.ts";
import { parsePath } from "./path.ts";
import { printFilter, printPath } from "./print.ts";

const extension = "urn:example:ext:1.0:User";
const user = compileResourceType({
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
          decimal("score", ""),
          boolean("flags", "", { multiValued: true }),
          string("tags", "", { multiValued: true }),
          complex("safe", "", [string("pin", "", { returned: "never" }), string("value", "")]),
        ],
      },
    },
  ],
});
const group = compileResourceType(groupResourceType);
const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

function check(text: string, options?: CheckOptions, type = user): string {
  return printFilter(checkFilter(parseFilter(text), type, options));
}

function failure(text: string, options?: CheckOptions): ScimError {
  const filter = parseFilter(text);
  try {
    checkFilter(filter, user, options);
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

describe("checkFilter spells paths as the schema does", () => {
  it.each([
    ['USERNAME eq "x"', 'userName eq "x"'],
    ['urn:ietf:params:scim:schemas:core:2.0:user:username eq "x"', 'userName eq "x"'],
    ['NAME.familyname co "x"', 'name.familyName co "x"'],
    [`${enterprise.toUpperCase()}:MANAGER.VALUE eq "x"`, `${enterprise}:manager.value eq "x"`],
    ['emails[TYPE eq "work" and Value co "x"]', 'emails[type eq "work" and value co "x"]'],
    ['not (Active eq true) or Id eq "1"', 'not (active eq true) or id eq "1"'],
    ["groups.$REF pr", "groups.$ref pr"],
    [`${extension}:Tags[VALUE eq "x"]`, `${extension}:tags[value eq "x"]`],
  ])("%s becomes %s [F4f, F6]", (text, expected) => {
    expect(check(text)).toBe(expected);
  });

  it("and fills in the default sub-attribute (RFC 7644 §3.4.2.2, Figure 2) [F8a]", () => {
    expect(check('emails co "example.com"')).toBe('emails.value co "example.com"');
    expect(check('members eq "uid" and id eq "gid"', {}, group)).toBe(
      'members.value eq "uid" and id eq "gid"',
    );
  });

  it("but not for pr, which asks for the attribute as a whole", () => {
    expect(check("emails pr or name pr")).toBe("emails pr or name pr");
  });

  it("and turns a comparison with null into presence (RFC 7643 §2.5) [F12d]", () => {
    expect(check("title eq null and emails ne null")).toBe("not (title pr) and emails pr");
    expect(check("name eq null")).toBe("not (name pr)");
    expect(check("emails[display eq null]")).toBe("emails[not (display pr)]");
  });

  it("and changes nothing the second time", () => {
    const once = check('EMAILS co "x" and (title eq null or active eq true)');
    expect(check(once)).toBe(once);
  });
});

describe("checkFilter refuses, as invalidFilter,", () => {
  it.each([
    ["an unknown attribute", 'nickNam eq "x"', '"nickNam" is not an attribute of User'],
    ["an unknown sub-attribute", 'emails.vaule eq "x"', '"emails.vaule"'],
    ["an unknown sub-attribute in brackets", 'emails[vaule eq "x"]', '"vaule" is not an attribute of emails'],
    ["an unknown URN", 'urn:example:none:a eq "x"', '"urn:example:none:a"'],
    ["an extension's attribute without its URN", 'department eq "x"', '"department"'],
    ["names that every object has", 'constructor eq "x"', '"constructor"'],
    ["a URN alone", `${enterprise} pr`, "is not an attribute"],
    ["a complex attribute without sub-attribute", 'name co "x"', "name.formatted"],
    ["addresses, which have no value", 'addresses co "x"', "addresses.formatted"],
    ["a singular complex attribute that has a value", `${enterprise}:manager eq "x"`, "manager.value"],
    ["order of booleans", "active gt true", "“gt” cannot be used with active, which is of type boolean"],
    ["order of booleans in brackets", "emails[primary le false]", "type boolean"],
    ["order of binary", 'x509Certificates.value ge "aa"', "type binary"],
    ["order of binary by default sub-attribute", 'x509Certificates lt "aa"', "type binary"],
    ["parts of a boolean", 'active co "t"', "“co”"],
    ["parts of a date", 'meta.created sw "2011"', "“sw”"],
    ["parts of binary", 'x509Certificates co "aa"', "“co”"],
    ["parts of a number", `${extension}:floor ew 1`, "“ew”"],
    ["text for a boolean", 'active eq "x"', 'true or false, not with "x"'],
    ["True as text for a boolean", 'active eq "True"', "true or false"],
    ["a number for text", "userName eq 1", "text in double quotes"],
    ["a boolean for text", "userName eq true", "text in double quotes"],
    ["text for a number", `${extension}:floor eq "1"`, "a number"],
    ["a number for a date", "meta.created eq 1", "date and time"],
    ["a date without time", 'meta.created ge "2011-05-13"', "date and time"],
    ["a day that does not exist", 'meta.created ge "2011-02-30T00:00:00Z"', "date and time"],
    ["order of null", "title gt null", "“gt null”"],
    ["parts of null", "title co null", "“co null”"],
    ["brackets after a simple attribute", 'userName[value eq "x"]', "“[ ]” cannot follow userName"],
    ["another name than value in simple values", `${extension}:tags[type eq "x"]`, '"type"'],
    ["what is never returned", 'password sw "a"', "never returned"],
    ["the presence of what is never returned", "password pr", "never returned"],
    ["a part that is never returned", `${extension}:safe.pin sw "1"`, "never returned"],
    ["a part that is never returned, in brackets", `${extension}:safe[pin sw "1"]`, "never returned"],
  ])("%s", (_, text, detail) => {
    const error = failure(text);
    expect(error).toMatchObject({ status: 400, scimType: "invalidFilter" });
    expect(error.detail).toContain(detail);
  });

  it("a fault wherever it stands in the tree", () => {
    for (const text of ["a pr and title pr", "title pr and a pr", "title pr or not (a pr)"]) {
      expect(failure(text).detail).toContain('"a"');
    }
  });
});

describe("checkFilter accepts", () => {
  it.each([
    'userName gt "m"',
    'profileUrl co "example.com"',
    'x509Certificates.value eq "aa"',
    'meta.lastModified gt "2011-05-13T04:42:34Z"',
    `${extension}:floor ge 3`,
    `${extension}:score lt 1.5`,
    `${extension}:flags eq true`,
    `${extension}:tags co "x"`,
    'name[familyName eq "x"]',
    "emails[primary eq true]",
  ])("%s", (text) => {
    expect(check(text)).toBe(text);
  });
});

describe("the options of checkFilter", () => {
  it("noValue leaves what no schema knows, as it is (RFC 7644 §3.4.2.1) [F3b]", () => {
    const options: CheckOptions = { unknownAttributes: "noValue" };
    const text = 'urn:example:none:a eq "x" or nothing pr or emails[foo eq 1]';
    expect(check(text, options)).toBe(text);
    expect(failure("active gt true", options).scimType).toBe("invalidFilter");
  });

  it.each([
    ['active eq "True"', "active eq true"],
    ['active ne "false"', "active ne false"],
    ['roles[primary eq "TRUE"]', "roles[primary eq true]"],
  ])("lenientBooleans takes %s for %s", (text, expected) => {
    expect(check(text, { lenientBooleans: true })).toBe(expected);
    expect(failure('active eq "yes"', { lenientBooleans: true }).detail).toContain("true or false");
  });

  it.each([
    ["externalId eq 12345", 'externalId eq "12345"'],
    ["userName eq true", 'userName eq "true"'],
    [`${extension}:score eq "1.50"`, `${extension}:score eq 1.5`],
    ['active eq "true"', "active eq true"],
  ])("lenientValues reads the unquoted %s as %s", (text, expected) => {
    expect(check(text, { lenientValues: true })).toBe(expected);
  });

  it("lenientValues invents no numbers", () => {
    for (const text of ['""', '" "', '"x"', "true"]) {
      expect(failure(`${extension}:floor eq ${text}`, { lenientValues: true }).detail).toContain("a number");
    }
  });

  it("lenientComplex reads manager as manager.value, and still not name", () => {
    const options: CheckOptions = { lenientComplex: true };
    expect(check(`${enterprise}:manager eq "x"`, options)).toBe(`${enterprise}:manager.value eq "x"`);
    expect(failure('name eq "x"', options).detail).toContain("name.formatted");
  });
});

describe("checkElementFilter", () => {
  const attribute = (text: string) => {
    const found = resolveAttribute(user, parsePath(text))?.attribute;
    if (found === undefined) throw new Error(text);
    return found;
  };

  it("checks the brackets of a PATCH path (RFC 7644 §3.5.2)", () => {
    const filter = checkElementFilter(
      parseFilter('TYPE eq "work" and not (Primary eq true)'),
      attribute("emails"),
    );
    expect(printFilter(filter)).toBe('type eq "work" and not (primary eq true)');
  });

  it("knows the elements of a simple attribute as value", () => {
    const filter = checkElementFilter(parseFilter('Value eq "x"'), attribute(`${extension}:tags`));
    expect(printFilter(filter)).toBe('value eq "x"');
  });

  it.each(['emails.type eq "x"', 'urn:a:b:type eq "x"', "primary gt true", "vaule pr", "a[type pr]"])(
    "refuses %s",
    (text) => {
      expect(() => checkElementFilter(parseFilter(text), attribute("emails"))).toThrow(
        expect.objectContaining({ scimType: "invalidFilter" }),
      );
    },
  );
});

describe("checkSortPath (RFC 7644 §3.4.2.3)", () => {
  it.each([
    ["USERNAME", "userName"],
    ["name.familyname", "name.familyName"],
    ["emails", "emails.value"],
    ["emails.type", "emails.type"],
    ["meta.lastModified", "meta.lastModified"],
    [`${enterprise}:manager`, `${enterprise}:manager.value`],
  ])("%s sorts by %s", (text, expected) => {
    expect(printPath(checkSortPath(parsePath(text), user))).toBe(expected);
  });

  it.each(["name", "addresses", "nothing", "password", `${extension}:safe.pin`])("refuses %s", (text) => {
    expect(() => checkSortPath(parsePath(text), user)).toThrow(
      expect.objectContaining({ scimType: "invalidPath" }),
    );
  });
});
