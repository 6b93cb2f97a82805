import { createHmac, randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";

const SECRET_BYTES = 32;

/** `whsec_<base64 of 32 random bytes>`. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;
}

export type SignatureHeaders = {
  readonly "workos-signature": string;
  readonly "webhook-id": string;
  readonly "webhook-timestamp": string;
  readonly "webhook-signature": string;
};

/** Signs a body at a time. Each attempt is signed afresh: receivers refuse timestamps older than minutes. */
export type Signer = (eventId: string, body: string, now: number) => SignatureHeaders;

/**
 * Both signatures over one body. WorkOS's key is the secret's text as shown, prefix included; Standard Webhooks'
 * is its decoded part. `WorkOS-Signature` is made with the first secret alone, because its readers look at the
 * first `v1` only; Standard Webhooks carries one signature per secret, so that a rotation can overlap.
 */
export function createSigner(secrets: readonly [string, ...string[]]): Signer {
  const [first] = secrets;
  const webhooks = secrets.map((secret) => new Webhook(secret));
  return (eventId, body, now) => ({
    "workos-signature": `t=${now}, v1=${createHmac("sha256", first).update(`${now}.${body}`).digest("hex")}`,
    "webhook-id": eventId,
    "webhook-timestamp": String(Math.floor(now / 1000)),
    "webhook-signature": webhooks.map((webhook) => webhook.sign(eventId, new Date(now), body)).join(" "),
  });
}
