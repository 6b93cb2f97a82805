import type { Clock } from "../kernel/clock.ts";
import type { DeliveryResult, WaitingDelivery } from "./delivery.ts";
import { type CallContext, callEndpoint } from "./delivery-call.ts";
import type { DispatchSettings } from "./dispatch-settings.ts";
import { type Settled, sendable, settle } from "./settle.ts";
import type { EndpointHealth, LaneLease, LaneRecord, WebhookDeliveryStore } from "./webhook-store.ts";

export type LaneRunOptions = {
  readonly store: WebhookDeliveryStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly settings: DispatchSettings;
  readonly call: CallContext;
  readonly lane: LaneLease;
  readonly leasedUntil: number;
  /** The process is stopping. */
  readonly shouldStop: () => boolean;
  /** Other lanes wait for a place. */
  readonly shouldYield: () => boolean;
};

/** Another worker holds the lane now, and repeats what was not recorded. */
export class LeaseLost extends Error {
  constructor() {
    super("the lane's lease was lost");
    this.name = "LeaseLost";
  }
}

/**
 * Sends one lane, one call at a time, for as long as it holds the lease. What was delivered is recorded in
 * batches beside the next call; anything else is recorded before the next call begins, because a crash between
 * the two would send the later event as the earlier one's predecessor.
 */
export class LaneRun {
  readonly #options: LaneRunOptions;
  #leasedUntil: number;
  #blockedSince: number | null;
  #delivered: DeliveryResult[] = [];
  #deliveredSince = 0;
  #recording: Promise<void> = Promise.resolve();
  #failure: unknown;
  /** The endpoint was disabled, edited or removed: what is sent next must know. */
  #endpointChanged = false;

  constructor(options: LaneRunOptions) {
    this.#options = options;
    this.#leasedUntil = options.leasedUntil;
    this.#blockedSince = options.lane.blockedSince;
  }

  /** Resolves, once the lane is given back, with the time at which it is due again: null when it is empty. */
  async run(): Promise<number | null> {
    const { store, lane, settings } = this.#options;
    do {
      const waiting = await store.laneHead(lane, settings.laneSlice);
      if (waiting.length === 0) break;
      for (const delivery of waiting) {
        if (this.#mustEnd()) return this.#release(this.#dueAt(delivery.nextAt));
        const heldUntil = await this.#send(delivery);
        if (heldUntil !== undefined) return heldUntil;
      }
      await this.#flush();
    } while (!this.#mustEnd() && !this.#options.shouldYield());
    return this.#release("head");
  }

  #mustEnd(): boolean {
    return this.#options.shouldStop() || this.#endpointChanged || this.#failure !== undefined;
  }

  /** Undefined when the lane may go on; otherwise the lane was given back, due at the time returned. */
  async #send(delivery: WaitingDelivery): Promise<number | null | undefined> {
    const { clock, call } = this.#options;
    const waiting = sendable(delivery, call.endpoint, clock.now());
    if ("result" in waiting) return this.#goOn({ result: waiting.result, health: {} });
    if (delivery.nextAt > clock.now()) return this.#waitOrPark(delivery);
    await this.#holdLease();
    const result = await callEndpoint(call, waiting.event, { attempts: delivery.attempts, parked: false });
    if (!result) return this.#release(this.#dueAt(delivery.nextAt));
    const settled = settle(delivery, result, { ...this.#context(), waitsAs: "pending" });
    if (result.verdict === "delivered") return this.#keep(settled.result);
    this.#blockedSince ??= result.attempt.at;
    if (result.verdict === "gone") return this.#release("head", settled);
    if (settled.result.state === "failed") return this.#goOn(settled);
    if (clock.now() < this.#holdEnd()) return this.#release(this.#dueAt(settled.result.nextAt), settled);
    return this.#goOn({ ...settled, result: { ...settled.result, state: "parked" } });
  }

  #context() {
    const { settings, clock, random } = this.#options;
    return { settings, now: clock.now(), random: random() };
  }

  /** A head whose next attempt is still to come: the lane was due because its holding time has passed, or by mistake. */
  #waitOrPark(delivery: WaitingDelivery): Promise<number | null | undefined> {
    const { nextAt } = delivery;
    if (this.#blockedSince === null || this.#options.clock.now() < this.#holdEnd())
      return this.#release(this.#dueAt(nextAt));
    return this.#goOn({ result: { deliveryId: delivery.id, state: "parked", nextAt }, health: {} });
  }

  #holdEnd(): number {
    return (this.#blockedSince ?? this.#options.clock.now()) + this.#options.settings.holdMs;
  }

  #dueAt(nextAt: number): number {
    return this.#blockedSince === null ? nextAt : Math.min(nextAt, this.#holdEnd());
  }

  /** The lane takes its next delivery: this one was parked or has failed for good. */
  async #goOn(settled: Settled): Promise<undefined> {
    this.#blockedSince = null;
    await this.#record([settled.result], settled.health);
  }

  async #keep(result: DeliveryResult): Promise<undefined> {
    const { settings, clock } = this.#options;
    this.#blockedSince = null;
    if (this.#delivered.length === 0) this.#deliveredSince = clock.now();
    this.#delivered.push(result);
    const full = this.#delivered.length >= settings.recordBatch;
    if (!full && clock.now() - this.#deliveredSince < settings.recordEveryMs) return;
    // A slow database slows the lane, instead of piling up what a crash would repeat.
    await this.#recording;
    this.#recording = this.#record([]).catch((error: unknown) => {
      this.#failure = error;
    });
  }

  async #flush(): Promise<void> {
    await this.#recorded();
    if (this.#delivered.length > 0) await this.#record([]);
  }

  /** A call may begin only if it ends within the lease on every replica's clock. */
  async #holdLease(): Promise<void> {
    const { store, lane, clock, settings } = this.#options;
    if (clock.now() + settings.callTimeoutMs + settings.clockSkewMs < this.#leasedUntil) return;
    await this.#recorded();
    const until = clock.now() + settings.leaseMs;
    if (!(await store.renewLane(lane, until))) throw new LeaseLost();
    this.#leasedUntil = until;
  }

  async #release(dueAt: number | "head", settled?: Settled): Promise<number | null> {
    await this.#recorded();
    return this.#write({ dueAt }, settled ? [settled.result] : [], settled?.health);
  }

  /** One record at a time, so that an older one never shortens the lease of a newer. */
  async #recorded(): Promise<void> {
    await this.#recording;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #record(results: readonly DeliveryResult[], health?: EndpointHealth): Promise<void> {
    await this.#recorded();
    const keepUntil = this.#options.clock.now() + this.#options.settings.leaseMs;
    await this.#write({ keepUntil }, results, health);
    this.#leasedUntil = Math.max(this.#leasedUntil, keepUntil);
  }

  async #write(
    afterwards: LaneRecord["afterwards"],
    results: readonly DeliveryResult[],
    health: EndpointHealth = {},
  ): Promise<number | null> {
    const { store, lane, clock, call } = this.#options;
    const delivered = this.#delivered;
    this.#delivered = [];
    const recorded = await store.recordLane({
      lane,
      afterwards,
      results: [...delivered, ...results],
      blockedSince: this.#blockedSince,
      health: delivered.length > 0 ? { ...health, succeeded: true } : health,
      now: clock.now(),
    });
    if (recorded === "lease_lost") throw new LeaseLost();
    const { endpointStatus, endpointUpdatedAt, dueAt } = recorded;
    this.#endpointChanged ||= endpointStatus !== "enabled" || endpointUpdatedAt !== call.endpoint.updatedAt;
    return dueAt;
  }
}
