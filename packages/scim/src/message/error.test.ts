import { describe, expect, it } from "vitest";
import * as errors from "./error.ts";

const { ScimError, errorBody, excerpt } = errors;

describe("the status and scimType of each error (RFC 7644 §3.12, RFC 9865 §2.2)", () => {
  it.each([
    [errors.invalidFilter, 400, "invalidFilter"],
    [errors.tooMany, 400, "tooMany"],
    [errors.uniqueness, 409, "uniqueness"],
    [errors.mutability, 400, "mutability"],
    [errors.invalidSyntax, 400, "invalidSyntax"],
    [errors.invalidPath, 400, "invalidPath"],
    [errors.noTarget, 400, "noTarget"],
    [errors.invalidValue, 400, "invalidValue"],
    [errors.invalidVersion, 400, "invalidVers"],
    [errors.sensitive, 403, "sensitive"],
    [errors.invalidCursor, 400, "invalidCursor"],
    [errors.expiredCursor, 400, "expiredCursor"],
    [errors.invalidCount, 400, "invalidCount"],
    [errors.unauthorized, 401, undefined],
    [errors.forbidden, 403, undefined],
    [errors.notFound, 404, undefined],
    [errors.methodNotAllowed, 405, undefined],
    [errors.conflict, 409, undefined],
    [errors.preconditionFailed, 412, undefined],
    [errors.payloadTooLarge, 413, undefined],
    [errors.unsupportedMediaType, 415, undefined],
    [errors.notImplemented, 501, undefined],
  ] as const)("%o is %i %s [N2a, N3]", (create, status, scimType) => {
    const error = create("Because.");
    expect(error).toBeInstanceOf(ScimError);
    expect({ status: error.status, scimType: error.scimType, detail: error.detail }).toEqual({
      status,
      scimType,
      detail: "Because.",
    });
  });
});

describe("errorBody", () => {
  it("writes the status as a string, as RFC 7644 §3.12 has it [N1a]", () => {
    expect(errorBody(errors.uniqueness("The userName is taken."))).toEqual({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: "409",
      scimType: "uniqueness",
      detail: "The userName is taken.",
    });
  });

  it("has no scimType where Table 9 defines none [N1b]", () => {
    expect(errorBody(errors.notFound("No such user."))).not.toHaveProperty("scimType");
  });
});

describe("excerpt", () => {
  it("quotes short text as it is", () => {
    expect(excerpt("emails.vaule")).toBe('"emails.vaule"');
  });

  it("cuts long text at a character, not inside one", () => {
    const cut = excerpt("😀".repeat(100));
    expect(cut.isWellFormed()).toBe(true);
    expect([...cut]).toHaveLength(63);
  });

  it.each(["a\0b", "a\nb", "a\u202Eb", "a\u001bb"])("blanks what could break a log line: %j", (text) => {
    expect(excerpt(text)).toBe('"a b"');
  });

  it("replaces lone surrogates", () => {
    expect(excerpt("a\ud800b")).toBe('"a\ufffdb"');
  });
});
