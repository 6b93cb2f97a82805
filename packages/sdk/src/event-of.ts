import type { Event } from "./generated/types.ts";

/** The events of one type: `EventOf<"dsync.user.updated">`. */
export type EventOf<Type extends Event["event"]> = Event & { readonly event: Type };
