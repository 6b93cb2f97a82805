import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createScimCursors } from "./scim-cursors.ts";

const [first, second] = [randomBytes(32), randomBytes(32)];
let now = 1_800_000_000_000;
const clock = { now: () => now };
const cursors = createScimCursors([first], clock)("directory_1");

test("a cursor opens with the payload that it was sealed with, and shows none of it [F21c]", () => {
  const payload = '{"place":"Zoë 👩🏽‍💻"}';
  const cursor = cursors.seal(payload, "b");
  expect(cursor).toMatch(/^[A-Za-z0-9\-._~]+$/);
  expect(Buffer.from(cursor, "base64url").toString()).not.toContain("place");
  expect(cursors.open(cursor, "b")).toEqual({ kind: "valid", payload });
  expect(cursors.seal(payload, "b")).not.toBe(cursor);
});

test("it opens in its directory and query only, and unchanged only [F21d, F21e]", () => {
  const cursor = cursors.seal("p", "b");
  const invalid = { kind: "invalid" };
  expect(cursors.open(cursor, "c")).toEqual(invalid);
  expect(createScimCursors([first], clock)("directory_2").open(cursor, "b")).toEqual(invalid);
  expect(createScimCursors([second], clock)("directory_1").open(cursor, "b")).toEqual(invalid);
  for (let index = 0; index < cursor.length; index += 1) {
    const other = cursor[index] === "A" ? "B" : "A";
    const changed = cursor.slice(0, index) + other + cursor.slice(index + 1);
    expect(cursors.open(changed, "b")).toEqual(invalid);
  }
  for (const text of ["", "x", `${cursor}=`, ` ${cursor}`, cursor.slice(1), "A".repeat(100)]) {
    expect(cursors.open(text, "b")).toEqual(invalid);
  }
});

test("it expires after its hour, and survives a rotation of the key [F21f]", () => {
  const cursor = cursors.seal("p", "b");
  const rotated = createScimCursors([second, first], clock)("directory_1");
  now += 3_599_999;
  expect(rotated.open(cursor, "b")).toEqual({ kind: "valid", payload: "p" });
  now += 1;
  expect(rotated.open(cursor, "b")).toEqual({ kind: "expired" });
});
