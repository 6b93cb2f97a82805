export { type Client, createClient } from "./client.ts";
export { RollcallError, type RollcallErrorCode } from "./errors.ts";
export type { EventOf } from "./event-of.ts";
export type * from "./generated/types.ts";
export type { Listing, Page } from "./listing.ts";
export type { CallOptions, ClientOptions } from "./send.ts";
export {
  verifyWebhook,
  type WebhookErrorCode,
  type WebhookHeaders,
  type WebhookInput,
  WebhookVerificationError,
} from "./webhook.ts";
