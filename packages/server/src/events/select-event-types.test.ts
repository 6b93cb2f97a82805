import { expect, test } from "vitest";
import { directorySyncEvents } from "./event-types.ts";
import { selectEventTypes } from "./select-event-types.ts";

test("the ten public events are selected when nothing is named, and by the widest wildcards", () => {
  for (const names of [undefined, ["dsync.*"], ["*"]])
    expect(selectEventTypes(names)).toEqual({ types: directorySyncEvents, unknown: [] });
});

test("events beyond the ten go only to who names them, alone or by a wildcard of their own", () => {
  expect(selectEventTypes(["dsync.token.*", "rollcall.*"]).types).toEqual([
    "dsync.token.created",
    "dsync.token.revoked",
    "rollcall.directory.enabled",
    "rollcall.directory.disabled",
  ]);
  expect(selectEventTypes(["dsync.token.created", "dsync.token.created"]).types).toEqual([
    "dsync.token.created",
  ]);
});

test("typing errors in our namespaces are named, other products' events are let be", () => {
  expect(selectEventTypes(["dsync.user.create", "dsync.user*", "rollcall.x.*", "user.created", ""])).toEqual({
    types: [],
    unknown: ["dsync.user.create", "dsync.user*", "rollcall.x.*"],
  });
});
