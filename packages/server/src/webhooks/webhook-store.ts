import type { EventType } from "../events/event-types.ts";
import type { Page, PageQuery } from "../kernel/page.ts";
import type { DeliveryResult, WaitingDelivery } from "./delivery.ts";
import type { DisabledReason, EndpointStatus, WebhookEndpoint } from "./endpoint.ts";

export type WebhookStore = WebhookEndpointStore & WebhookDeliveryStore;

/** Endpoints as the API edits them. Every method is atomic, and safe from any number of replicas at once. */
export type WebhookEndpointStore = {
  /** The endpoint receives what is logged after this call. */
  create(endpoint: NewWebhookEndpoint): Promise<WebhookEndpoint | "duplicate_url">;
  list(query: PageQuery): Promise<Page<WebhookEndpoint>>;
  find(id: string): Promise<WebhookEndpoint | undefined>;
  /**
   * Enabling makes everything that waits due at once and forgets past failures; what was logged meanwhile
   * follows, because a disabled endpoint's place in the log stands still.
   */
  update(id: string, change: EndpointChange): Promise<WebhookEndpoint | "duplicate_url" | undefined>;
  /** Removes its deliveries too. False when there was none. */
  remove(id: string): Promise<boolean>;
};

export type NewWebhookEndpoint = Pick<
  WebhookEndpoint,
  "id" | "url" | "sealedSecret" | "events" | "ordering" | "createdAt"
>;

export type EndpointChange = {
  readonly url?: string;
  readonly events?: readonly EventType[];
  readonly status?: EndpointStatus;
  readonly at: number;
};

/**
 * The dispatcher's side. Several dispatchers may work on one database at any time, and each may die between any
 * two calls. What must hold:
 *
 * - a lane (endpoint × directory) is leased to one worker at a time, and `recordLane` and `renewLane` of a worker
 *   whose lease went to another change nothing;
 * - a delivery enters its lane exactly once, in the order of positions, and no lane with a waiting delivery is
 *   ever left without a time at which it is due.
 */
export type WebhookDeliveryStore = {
  /** Every endpoint, and when it next has something to do: a disabled one never has. */
  workload(now: number): Promise<readonly EndpointWork[]>;
  /**
   * Gives the next `limit` events of the log their deliveries and lanes. Dispatchers may race: the second finds
   * the place in the log moved and writes nothing. Says whether events remain.
   */
  fanOut(step: FanOutStep): Promise<"more" | "caught_up">;
  /** Leases due lanes that nobody holds, the longest waiting first; skips those being claimed elsewhere. */
  claimLanes(claim: LaneClaim): Promise<readonly LaneLease[]>;
  /** False when the lease was lost. */
  renewLane(lane: LaneLease, until: number): Promise<boolean>;
  /** The pending deliveries of a lane, in order. */
  laneHead(lane: LaneLease, limit: number): Promise<readonly WaitingDelivery[]>;
  /** Writes all of a record or, with `lease_lost`, nothing. */
  recordLane(record: LaneRecord): Promise<LaneRecorded | "lease_lost">;
  /** Takes due parked deliveries and hides them until `until`, when another may take them. */
  claimParked(claim: ParkedClaim): Promise<readonly WaitingDelivery[]>;
  /** False, and nothing written, when the delivery was changed since it was claimed. */
  recordParked(record: ParkedRecord): Promise<boolean>;
  /**
   * Called before the first claim of a process. Where only one process can own the database it frees every lease:
   * they belong to a process that has died. Elsewhere leases run out by time.
   */
  recoverLeases(): Promise<void>;
  deliveryStats(): Promise<DeliveryStats>;
};

export type EndpointWork = {
  readonly endpoint: WebhookEndpoint;
  /** The log has events that this endpoint has not seen. */
  readonly behind: boolean;
  /** When the first lane that nobody holds is due; null when none waits. */
  readonly nextLaneAt: number | null;
  readonly nextParkedAt: number | null;
};

export type FanOutStep = {
  readonly endpointId: string;
  /** What the endpoint subscribed to; other events are passed over. */
  readonly types: readonly EventType[];
  readonly now: number;
  readonly limit: number;
};

export type LaneClaim = {
  readonly endpointId: string;
  /** Never used twice: it tells this claim from every other. */
  readonly lease: string;
  readonly now: number;
  readonly until: number;
  readonly limit: number;
};

export type LaneLease = {
  readonly endpointId: string;
  /** "" for events of no directory. */
  readonly directoryId: string;
  readonly lease: string;
  /** When the head first failed; null when it did not. */
  readonly blockedSince: number | null;
};

export type LaneRecord = {
  readonly lane: LaneLease;
  readonly results: readonly DeliveryResult[];
  readonly blockedSince: number | null;
  /**
   * Keep the lease until a time, or give it back: the lane is then due at a time, or (`head`) when its first
   * waiting delivery is.
   */
  readonly afterwards: { readonly keepUntil: number } | { readonly dueAt: number | "head" };
  readonly health: EndpointHealth;
  readonly now: number;
};

/** What the calls say about the endpoint itself. */
export type EndpointHealth = {
  readonly succeeded?: boolean;
  /** After successes of the same record, if both are given. */
  readonly failed?: { readonly at: number; readonly disableIfFailingSince: number };
  readonly disable?: DisabledReason;
};

export type LaneRecorded = {
  /** When the lane is due; null when nothing waits in it. */
  readonly dueAt: number | null;
  readonly endpointStatus: EndpointStatus;
  readonly endpointUpdatedAt: number;
};

export type ParkedClaim = Omit<LaneClaim, "lease">;

export type ParkedRecord = {
  readonly endpointId: string;
  /** As claimed. */
  readonly attempts: number;
  readonly result: DeliveryResult;
  readonly health: EndpointHealth;
  readonly now: number;
};

export type DeliveryStats = {
  readonly pending: number;
  readonly parked: number;
  readonly failed: number;
  /** When the oldest pending delivery was made; null when none waits. */
  readonly oldestPendingAt: number | null;
  /** Events that the slowest enabled endpoint has yet to look at. */
  readonly behind: number;
};
