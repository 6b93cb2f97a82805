import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";

/**
 * A credential that we only compare: `<prefix>_<id>_<secret><checksum>`. The prefix is for secret scanners, the
 * id finds the row by key, the secret's SHA-256 is what we store, and the checksum refuses a typing error before
 * any query. Plaintext exists only in the answer that creates it.
 */
export type CredentialPrefix = "sk" | "rcd";

export type NewCredential = {
  readonly id: string;
  /** Shown once. */
  readonly plaintext: string;
  readonly hash: string;
  /** The last four characters, by which people recognise it in a list. */
  readonly suffix: string;
};

const SECRET_BYTES = 24;
const CHECKSUM_LENGTH = 6;
const SHAPE = /^(sk|rcd)_([0-9A-Za-z]{16})_([0-9A-Za-z_-]{38})$/;

export function newCredential(prefix: CredentialPrefix): NewCredential {
  const id = randomBytes(16).toString("hex").slice(0, 16);
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  const body = `${prefix}_${id}_${secret}`;
  const plaintext = body + checksum(body);
  return { id, plaintext, hash: hashSecret(plaintext), suffix: plaintext.slice(-4) };
}

/** A secret that nobody types: what a cookie or a link carries. Only its {@link hashSecret} is kept. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** The id inside a well-formed credential of this kind; `undefined` for anything else, typing errors included. */
export function credentialId(prefix: CredentialPrefix, text: string): string | undefined {
  const match = SHAPE.exec(text);
  if (match?.[1] !== prefix) return undefined;
  const body = text.slice(0, -CHECKSUM_LENGTH);
  return checksum(body) === text.slice(-CHECKSUM_LENGTH) ? match[2] : undefined;
}

/** Hex SHA-256. The secrets are random, so that a slow password hash would only cost time. */
export function hashSecret(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Compares two hex digests in constant time. */
export function sameHash(left: string, right: string): boolean {
  const a = Buffer.from(left, "hex");
  const b = Buffer.from(right, "hex");
  return a.length === b.length && timingSafeEqual(a, b);
}

function checksum(text: string): string {
  return crc32(text)
    .toString(36)
    .padStart(CHECKSUM_LENGTH + 1, "0")
    .slice(-CHECKSUM_LENGTH);
}
