/** The ten public events of a directory, by the names of the WorkOS contract. */
export const directorySyncEvents = [
  "dsync.activated",
  "dsync.deleted",
  "dsync.user.created",
  "dsync.user.updated",
  "dsync.user.deleted",
  "dsync.group.created",
  "dsync.group.updated",
  "dsync.group.deleted",
  "dsync.group.user_added",
  "dsync.group.user_removed",
] as const;

/**
 * Events beyond those ten. Sent only to those who name them: older SDKs turn a type they do not know into
 * `undefined` and crash on it.
 */
const optInEvents = [
  "dsync.token.created",
  "dsync.token.revoked",
  "rollcall.directory.enabled",
  "rollcall.directory.disabled",
] as const;

export const eventTypes = [...directorySyncEvents, ...optInEvents] as const;
export type EventType = (typeof eventTypes)[number];

export function isEventType(text: string): text is EventType {
  return (eventTypes as readonly string[]).includes(text);
}
