import { describe, expect, it } from "vitest";
import { redactAnswer, redactBody, redactQuery } from "./redact.ts";

const SECRET = "correct-horse";

describe("a body in the request log", () => {
  it.each([
    { userName: "jane", password: SECRET },
    { userName: "jane", PassWord: SECRET },
    { "urn:ietf:params:scim:schemas:core:2.0:User:password": SECRET },
    { Operations: [{ op: "replace", path: "password", value: SECRET }] },
    {
      Operations: [{ op: "add", path: "urn:ietf:params:scim:schemas:core:2.0:User:password", value: SECRET }],
    },
    { Operations: [{ op: "replace", value: { password: SECRET } }] },
    { Operations: [{ method: "POST", data: { password: { nested: SECRET } } }] },
  ])("keeps no password: %j", (body) => {
    expect(redactBody(JSON.stringify(body))).not.toContain(SECRET);
  });

  it("keeps no password of a body that ends too early", () => {
    expect(redactBody(`{"userName":"jane","password":"${SECRET}`)).not.toContain(SECRET);
  });

  it("counts members beyond a thousand instead of keeping them", () => {
    const members = Array.from({ length: 1001 }, (_, value) => ({ value: `member-${value}` }));
    expect(redactBody(JSON.stringify({ displayName: "All", members }))).toBe(
      '{"displayName":"All","members":["1001 values"]}',
    );
  });

  it("is cut at 16 KiB and says how long it was", () => {
    const kept = redactBody(JSON.stringify({ title: "x".repeat(40_000) }));
    expect(kept.length).toBeLessThan(17_000);
    expect(kept).toContain("(40012 characters)");
  });

  it("is left as it is otherwise", () => {
    const body = '{ "userName" : "jane" }';
    expect(redactBody(body)).toBe(body);
  });
});

it("a query in the request log keeps no token", () => {
  expect(redactQuery("access_token=abc&count=2&client_secret=d%20e")).toBe(
    "access_token=[redacted]&count=2&client_secret=[redacted]",
  );
});

describe("an answer in the request log", () => {
  const long = JSON.stringify({
    members: Array.from({ length: 1001 }, (_, value) => ({ value: `member-${value}` })),
  });

  it("has a group's members counted", () => {
    expect(redactAnswer(long, "/Groups/1")).toBe('{"members":["1001 values"]}');
  });

  it("is cut anywhere else, as it was sent", () => {
    expect(redactAnswer(long, "/Users")).toBe(`${long.slice(0, 16 * 1024)}… (${long.length} characters)`);
  });
});
