import { describe, expect, it } from "vitest";
import { AppError } from "../kernel/errors.ts";
import { parseEndpointUrl } from "./endpoint-url.ts";

const strict = { allowPrivateTargets: false };
const open = { allowPrivateTargets: true };

describe("an endpoint's URL", () => {
  it("is kept as it was given", () => {
    for (const url of ["https://example.com", "HTTPS://Example.com/hooks?a=b"])
      expect(parseEndpointUrl(url, strict)).toBe(url);
  });

  it.each([
    ["example.com/hooks", "is not an absolute URL"],
    [" https://example.com/", "must not contain spaces or line breaks"],
    ["https://exam\nple.com/", "must not contain spaces or line breaks"],
    ["https://example.com/#part", "must not contain a fragment (#)"],
    ["ftp://example.com/", "must start with https://"],
    ["http://example.com/", "must start with https://"],
    ["https://user@example.com/", "must not contain a user name or password"],
    ["https://:secret@example.com/", "must not contain a user name or password"],
    ["https://127.0.0.1/", "names a private address"],
    ["https://0x7f.1/", "names a private address"],
    ["https://2130706433/", "names a private address"],
    ["https://[::1]:8443/", "names a private address"],
    ["https://[::ffff:10.0.0.1]/", "names a private address"],
    ["https://169.254.169.254/latest", "names a private address"],
    ["https://localhost/", "names a private address"],
    ["https://hooks.LOCALHOST./", "names a private address"],
    [`https://example.com/${"a".repeat(2048)}`, "has more than 2048 characters"],
  ])("%s %s", (url, reason) => {
    const refusal = expect.objectContaining({ code: "invalid_url", message: `The endpoint_url ${reason}.` });
    expect(() => parseEndpointUrl(url, strict)).toThrow(AppError);
    expect(() => parseEndpointUrl(url, strict)).toThrow(refusal);
  });

  it("may be plain http and private where the operator allows it", () => {
    expect(parseEndpointUrl("http://127.0.0.1:9000/hook", open)).toBe("http://127.0.0.1:9000/hook");
    expect(() => parseEndpointUrl("ftp://127.0.0.1/", open)).toThrow(AppError);
    expect(() => parseEndpointUrl("http://user:pass@127.0.0.1/", open)).toThrow(AppError);
  });
});
