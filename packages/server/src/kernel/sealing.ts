import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/**
 * Encryption of the secrets that we must use again (webhook secrets). AES-256-GCM under a key derived from the
 * installation's secret key, one derivation per purpose, so that a leak of one derived key opens nothing else.
 */
export type Sealer = {
  /** `v1.<base64url of nonce, tag and ciphertext>`. */
  seal(plaintext: string): string;
  /** Throws when no configured key opens it. */
  open(sealed: string): string;
};

const NONCE = 12;
const TAG = 16;

/** `keys` are 32 bytes each; the first seals, all open: a rotation is `new,old`. */
export function createSealer(keys: readonly Uint8Array[], purpose: string): Sealer {
  const derived = keys.map((key) => deriveKey(key, purpose));
  const current = derived[0];
  if (!current) throw new Error("a sealer needs at least one key");
  return {
    seal: (plaintext) => sealWith(current, plaintext),
    open(sealed) {
      for (const key of derived) {
        const plaintext = tryOpen(key, sealed);
        if (plaintext !== undefined) return plaintext;
      }
      throw new Error(
        "no configured secret key opens this value; was ROLLCALL_SECRET_KEY changed without keeping the old one?",
      );
    },
  };
}

/** HKDF-SHA256 (RFC 5869) with the purpose as info. */
export function deriveKey(key: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", key, new Uint8Array(0), `rollcall:${purpose}`, 32));
}

function sealWith(key: Uint8Array, plaintext: string): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const ciphertext = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
  return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString("base64url")}`;
}

function tryOpen(key: Uint8Array, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed.replace(/^v1\./, ""), "base64url");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE));
    decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}
