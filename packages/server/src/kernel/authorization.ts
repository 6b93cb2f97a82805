/**
 * The credential in an `Authorization` header. `Bearer t`, a bare `t` and a doubled `Bearer Bearer t` all mean
 * `t`, the scheme in any case: Okta's header-auth apps send the field as the admin typed it, and the guides
 * disagree about what to type.
 */
export function credentialOf(header: string | undefined): string | undefined {
  const text = header?.trim().replace(/^(?:bearer(?:\s+|$))+/i, "");
  return text === undefined || text === "" ? undefined : text;
}
