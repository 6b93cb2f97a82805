import type { Event } from "@rollcall/sdk";

/** Every type that there is, in the order in which a directory lives through them. */
export const eventTypes: readonly Event["event"][] = [
  "dsync.activated",
  "dsync.user.created",
  "dsync.user.updated",
  "dsync.user.deleted",
  "dsync.group.created",
  "dsync.group.updated",
  "dsync.group.user_added",
  "dsync.group.user_removed",
  "dsync.group.deleted",
  "dsync.token.created",
  "dsync.token.revoked",
  "rollcall.directory.enabled",
  "rollcall.directory.disabled",
  "dsync.deleted",
];
