/** Milliseconds since the epoch. Injected, so that tests own the time. */
export type Clock = { readonly now: () => number };

export const systemClock: Clock = { now: () => Date.now() };

/** How the API and SCIM write an instant: ISO 8601 with milliseconds and `Z`. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
