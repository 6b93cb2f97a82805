import { type EventType, isEventType } from "../events/event-types.ts";
import { AppError, type FieldError } from "../kernel/errors.ts";

/**
 * The event names of an endpoint, checked and without repeats. There is no wildcard: an SDK that meets a type it
 * does not know may crash, so that every type sent is one that was named.
 */
export function parseSubscription(names: readonly string[]): readonly EventType[] {
  if (names.length === 0) throw refusal([{ field: "events", code: "events_required" }]);
  const unknown = names.filter((name) => !isEventType(name));
  if (unknown.length > 0) {
    throw refusal(
      unknown.map((name) => ({
        field: "events",
        code: "unknown_event_type",
        message: `Unknown event type: ${name.slice(0, 100)}`,
      })),
    );
  }
  return [...new Set(names.filter(isEventType))];
}

function refusal(errors: readonly FieldError[]): AppError {
  return new AppError(
    "invalid_request_parameters",
    "A webhook endpoint needs at least one known event type in events.",
    { errors },
  );
}
