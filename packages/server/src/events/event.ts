import { isoTime } from "../kernel/clock.ts";
import type { EventType } from "./event-types.ts";

/** What made a change happen. Kept with the event, because the request log may be gone sooner. */
export type Cause = {
  readonly source: "scim" | "api" | "dashboard" | "admin_portal" | "system";
  /** The request that carried it, as `X-Request-ID` answered it. */
  readonly requestId?: string;
  /** The credential or person behind it: a SCIM token, an API key, an operator. */
  readonly actor?: { readonly id: string; readonly name: string };
};

/** One SCIM path whose value changed; absent means unassigned. */
export type ValueChange = { readonly path: string; readonly before?: unknown; readonly after?: unknown };

/** What the domain asks to be written to the log. Without a `type` it is history and no public event. */
export type LogEntry = {
  readonly type?: EventType;
  readonly organizationId: string;
  readonly directoryId?: string;
  readonly resourceId?: string;
  readonly memberId?: string;
  readonly version?: number;
  /** The event's `data`. */
  readonly data: object;
  readonly changes?: readonly ValueChange[];
  readonly cause: Cause;
  /** Milliseconds. */
  readonly at: number;
};

/** One public event as the log gives it back. */
export type LoggedEvent = {
  readonly position: number;
  readonly id: string;
  readonly type: EventType;
  readonly organizationId: string;
  readonly directoryId: string | null;
  /** JSON text, as it was committed. */
  readonly data: string;
  readonly cause: Cause;
  readonly createdAt: number;
};

/**
 * The event as the API lists it and webhooks carry it. It is put together as text around the committed `data`,
 * and equals `JSON.stringify(JSON.parse(text))`: SDKs before 9.3.1 verify a webhook by writing it again.
 */
export function eventJson(event: LoggedEvent): string {
  const { id, type, data, createdAt } = event;
  const head = `{"object":"event","id":${JSON.stringify(id)},"event":${JSON.stringify(type)}`;
  return `${head},"data":${data},"created_at":"${isoTime(createdAt)}","context":${JSON.stringify(context(event.cause))}}`;
}

/** The contract's `context`: its `source` is a closed list, in which a SCIM client counts as the system. */
function context({ source, actor, requestId }: Cause): object {
  return {
    ...(actor
      ? { actor: { id: actor.id, source: source === "scim" ? "system" : source, name: actor.name } }
      : {}),
    ...(requestId ? { request_id: requestId } : {}),
  };
}
