import { directorySyncEvents, type EventType, eventTypes, isEventType } from "./event-types.ts";

export type EventTypeSelection = {
  readonly types: readonly EventType[];
  /** Names of our own namespaces that no event has: typing errors. */
  readonly unknown: readonly string[];
};

/**
 * The events that a reader asks for by names and wildcards (`dsync.user.*`). A wildcard that covers any of the ten
 * public events means those alone, because the others go only to who names them. Names of other products' events
 * are let be and select nothing: an application may poll one list of types everywhere.
 */
export function selectEventTypes(names: readonly string[] | undefined): EventTypeSelection {
  if (names === undefined) return { types: directorySyncEvents, unknown: [] };
  const selected = names.flatMap((name) =>
    name.endsWith("*") ? covered(name) : isEventType(name) ? [name] : [],
  );
  const unknown = names.filter((name) => /^(dsync|rollcall)\./.test(name) && !isKnown(name));
  return { types: [...new Set(selected)], unknown };
}

function isKnown(name: string): boolean {
  return name.endsWith("*") ? covered(name).length > 0 : isEventType(name);
}

function covered(wildcard: string): readonly EventType[] {
  const prefix = wildcard.slice(0, -1);
  if (prefix !== "" && !prefix.endsWith(".")) return [];
  const open = directorySyncEvents.filter((type) => type.startsWith(prefix));
  return open.length > 0 ? open : eventTypes.filter((type) => type.startsWith(prefix));
}
