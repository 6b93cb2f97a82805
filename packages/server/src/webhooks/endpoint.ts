import type { EventType } from "../events/event-types.ts";

/** Where events go. The secret is sealed: it is opened where a body is signed and where the API shows it. */
export type WebhookEndpoint = {
  readonly id: string;
  readonly url: string;
  readonly sealedSecret: string;
  readonly events: readonly EventType[];
  readonly status: EndpointStatus;
  /** Why Rollcall itself disabled it; null while enabled and when a person disabled it. */
  readonly disabledReason: DisabledReason | null;
  readonly ordering: EndpointOrdering;
  /** The first failure since the last success; null after a success. */
  readonly failingSince: number | null;
  readonly createdAt: number;
  /** Changes with each edit, so that whoever is sending notices. */
  readonly updatedAt: number;
};

export type EndpointStatus = "enabled" | "disabled";

/** `gone`: it answered 410. `failing`: no delivery succeeded for days. */
export type DisabledReason = "gone" | "failing";

/** `fifo`: in order per directory. */
export type EndpointOrdering = "fifo" | "unordered";

/** The endpoint as the management API shows it: with the secret in plaintext, as the contract asks. */
export type WebhookEndpointView = Omit<WebhookEndpoint, "sealedSecret"> & { readonly secret: string };
