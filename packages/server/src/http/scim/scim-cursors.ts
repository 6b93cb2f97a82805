import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { CursorPort, OpenedCursor } from "@rollcall/scim";
import type { Clock } from "../../kernel/clock.ts";
import { deriveKey } from "../../kernel/sealing.ts";

/** Makes and opens the cursors of one directory. */
export type ScimCursors = (directoryId: string) => CursorPort;

const TIMEOUT_SECONDS = 3600;
const ALGORITHM = "aes-256-gcm";
const NONCE = 12;
const TAG = 16;
/** The bytes of a time in milliseconds. */
const TIME = 6;

/**
 * Cursors of RFC 9865 that need no storage: what they hold is encrypted, for the last row's name is in it and URLs
 * are logged on the way, and authenticated together with the directory and the query, so that a cursor of another
 * one does not open. Base64url has unreserved characters only. `keys` are the installation's; the first seals, all
 * open, so that a rotation (`new,old`) ends no walk.
 */
export function createScimCursors(keys: readonly Uint8Array[], clock: Clock): ScimCursors {
  const derived = keys.map((key) => deriveKey(key, "scim-cursors"));
  const [current] = derived;
  if (!current) throw new Error("cursors need at least one key");
  return (directoryId) => ({
    timeoutSeconds: TIMEOUT_SECONDS,
    seal: (payload, binding) =>
      encrypt(current, contextOf(directoryId, binding), clock.now() + TIMEOUT_SECONDS * 1000, payload),
    open(cursor, binding) {
      const context = contextOf(directoryId, binding);
      const opened = derived.map((key) => decrypt(key, context, cursor)).find((one) => one !== undefined);
      if (!opened) return { kind: "invalid" };
      return opened.expiresAt > clock.now()
        ? { kind: "valid", payload: opened.payload }
        : ({ kind: "expired" } satisfies OpenedCursor);
    },
  });
}

function contextOf(directoryId: string, binding: string): Uint8Array {
  return Buffer.from(JSON.stringify([directoryId, binding]), "utf8");
}

function encrypt(key: Uint8Array, context: Uint8Array, expiresAt: number, payload: string): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(context);
  const time = Buffer.alloc(TIME);
  time.writeUIntBE(expiresAt, 0, TIME);
  const text = [cipher.update(time), cipher.update(payload, "utf8"), cipher.final()];
  return Buffer.concat([nonce, ...text, cipher.getAuthTag()]).toString("base64url");
}

function decrypt(
  key: Uint8Array,
  context: Uint8Array,
  cursor: string,
): { readonly expiresAt: number; readonly payload: string } | undefined {
  const bytes = Buffer.from(cursor, "base64url");
  // Node skips what is no base64url: only the very text that was given out is a cursor.
  if (bytes.length < NONCE + TIME + TAG || bytes.toString("base64url") !== cursor) return undefined;
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE));
  decipher.setAAD(context);
  decipher.setAuthTag(bytes.subarray(-TAG));
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]);
    return { expiresAt: text.readUIntBE(0, TIME), payload: text.toString("utf8", TIME) };
  } catch {
    return undefined;
  }
}
