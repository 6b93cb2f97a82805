import type { Event } from "./generated/types.ts";

export type WebhookInput = {
  /** The request's body exactly as it came: one that was parsed and written again does not verify. */
  readonly payload: string | Uint8Array;
  /** The request's headers: a `Headers`, or an object as Node has it. */
  readonly headers: WebhookHeaders;
  /** The endpoint's `whsec_…`; several while it is being rotated. */
  readonly secret: string | readonly string[];
  /** How old a delivery may be, and how far ahead its clock; 300 seconds unless given. */
  readonly toleranceSeconds?: number;
  /** The time to compare with, in milliseconds; now unless given. */
  readonly now?: number;
};

export type WebhookHeaders =
  | { get(name: string): string | null }
  | { readonly [name: string]: string | readonly string[] | undefined };

export type WebhookErrorCode =
  | "signature_missing"
  | "signature_mismatch"
  | "timestamp_out_of_tolerance"
  | "payload_invalid";

/** A request that must not be believed: answer it with 400 and do nothing. */
export class WebhookVerificationError extends Error {
  override readonly name = "WebhookVerificationError";
  readonly code: WebhookErrorCode;

  constructor(code: WebhookErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

const TOLERANCE_SECONDS = 300;
const PREFIX = "whsec_";
const HMAC = { name: "HMAC", hash: "SHA-256" } as const;
const encoder = new TextEncoder();

type Bytes = Uint8Array<ArrayBuffer>;

/** One way of signing that the headers show. */
type Claim = {
  /** Milliseconds. */
  readonly time: number;
  /** What stands before the body in the signed text. */
  readonly prefix: string;
  readonly signatures: readonly Bytes[];
  readonly keyOf: (secret: string) => Bytes;
};

/**
 * Verifies a delivery and gives back its event. Either signature does: Standard Webhooks' (`webhook-signature`),
 * which carries one signature per secret during a rotation, or `WorkOS-Signature`. Throws
 * {@link WebhookVerificationError}.
 */
export async function verifyWebhook(input: WebhookInput): Promise<Event> {
  const { payload, headers, toleranceSeconds = TOLERANCE_SECONDS, now = Date.now() } = input;
  const secrets = secretsOf(input.secret);
  const claims = [standardClaim(headers), workosClaim(headers)].filter((claim) => claim !== undefined);
  if (claims.length === 0) {
    throw new WebhookVerificationError("signature_missing", "The request carries no signature.");
  }
  const timely = claims.filter(({ time }) => Math.abs(now - time) <= toleranceSeconds * 1000);
  if (timely.length === 0) {
    const message = `The signature's time is more than ${toleranceSeconds} seconds from now.`;
    throw new WebhookVerificationError("timestamp_out_of_tolerance", message);
  }
  const body = typeof payload === "string" ? encoder.encode(payload) : payload;
  for (const claim of timely) if (await holds(claim, secrets, body)) return eventOf(body);
  const message = "No signature fits: the secret is another one, or the body was changed on its way.";
  throw new WebhookVerificationError("signature_mismatch", message);
}

/** An empty key verifies whatever anybody signs with an empty key, so that it is refused before it is used. */
function secretsOf(secret: string | readonly string[]): readonly string[] {
  const secrets = typeof secret === "string" ? [secret] : secret;
  for (const each of secrets) {
    if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(each)) throw new TypeError("a webhook's secret reads whsec_…");
  }
  if (secrets.length === 0) throw new TypeError("there is no secret to verify with");
  return secrets;
}

/** https://www.standardwebhooks.com: the key is decoded, the time in seconds, the signatures in base64. */
function standardClaim(headers: WebhookHeaders): Claim | undefined {
  const id = read(headers, "webhook-id");
  const time = read(headers, "webhook-timestamp");
  const signature = read(headers, "webhook-signature");
  if (!id || !signature || !/^\d+$/.test(time)) return undefined;
  return {
    time: Number(time) * 1000,
    prefix: `${id}.${time}.`,
    signatures: signature
      .split(" ")
      .filter((part) => part.startsWith("v1,"))
      .map((part) => fromBase64(part.slice("v1,".length))),
    keyOf: (secret) => fromBase64(secret.slice(PREFIX.length)),
  };
}

/** The key is the secret's text, the time in milliseconds, the signatures in hexadecimal. */
function workosClaim(headers: WebhookHeaders): Claim | undefined {
  const fields = read(headers, "workos-signature")
    .split(",")
    .map((field) => field.trim());
  const time = fields.find((field) => /^t=\d+$/.test(field))?.slice("t=".length);
  const signatures = fields.filter((field) => /^v1=([0-9a-f]{2})+$/.test(field));
  if (time === undefined || signatures.length === 0) return undefined;
  return {
    time: Number(time),
    prefix: `${time}.`,
    signatures: signatures.map((field) => fromHex(field.slice("v1=".length))),
    keyOf: (secret) => encoder.encode(secret),
  };
}

async function holds(claim: Claim, secrets: readonly string[], body: Uint8Array): Promise<boolean> {
  const prefix = encoder.encode(claim.prefix);
  const content = new Uint8Array(prefix.length + body.length);
  content.set(prefix);
  content.set(body, prefix.length);
  for (const secret of secrets) {
    const key = await crypto.subtle.importKey("raw", claim.keyOf(secret), HMAC, false, ["verify"]);
    for (const signature of claim.signatures) {
      // Compares in constant time, as a comparison of ours could not promise to.
      if (await crypto.subtle.verify(HMAC, key, signature, content)) return true;
    }
  }
  return false;
}

function eventOf(body: Uint8Array): Event {
  try {
    const event: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    if (typeof event === "object" && event !== null && "event" in event && "id" in event)
      return event as Event;
  } catch {
    // Said below.
  }
  throw new WebhookVerificationError("payload_invalid", "The body is signed, but it is no event.");
}

function read(headers: WebhookHeaders, name: string): string {
  if (typeof headers.get === "function") return headers.get(name) ?? "";
  const entry = Object.entries(headers).find(([key]) => key.toLowerCase() === name);
  const value = entry?.[1];
  return typeof value === "string" ? value : Array.isArray(value) ? value.join(" ") : "";
}

/** Empty for what is no base64: such a signature fits nothing. */
function fromBase64(text: string): Bytes {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

function fromHex(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
