import { randomUUID } from "node:crypto";
import type { EventLog } from "../events/event-log.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Logger } from "../kernel/logger.ts";
import type { Sealer } from "../kernel/sealing.ts";
import { Unavailable } from "../kernel/unavailable.ts";
import type { CallContext } from "./delivery-call.ts";
import {
  checkDispatchSettings,
  type DispatchSettings,
  defaultDispatchSettings,
} from "./dispatch-settings.ts";
import type { EgressClient } from "./egress.ts";
import type { WebhookEndpoint } from "./endpoint.ts";
import { LaneRun, LeaseLost } from "./lane-run.ts";
import { runParked } from "./parked-run.ts";
import { createSigner, type Signer } from "./signature.ts";
import { Wake } from "./wake.ts";
import type { DeliveryStats, EndpointWork, LaneLease, WebhookDeliveryStore } from "./webhook-store.ts";

export type WebhookDispatcherOptions = {
  readonly store: WebhookDeliveryStore;
  readonly log: Pick<EventLog, "onAppend">;
  readonly sealer: Sealer;
  readonly egress: EgressClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** From 0 to below 1, for jitter. */
  readonly random?: () => number;
  readonly settings?: Partial<DispatchSettings>;
};

/**
 * Carries events to endpoints. A turn looks at all enabled endpoints, gives new events their deliveries, leases
 * due lanes and starts them; lanes then run on their own, and the next turn comes when events were logged, a lane
 * is due, a place is free, or the poll time is over. Any number of dispatchers share one database.
 */
export class WebhookDispatcher {
  readonly #options: WebhookDispatcherOptions;
  readonly #settings: DispatchSettings;
  readonly #owner = randomUUID();
  readonly #wake = new Wake();
  readonly #interrupt = new AbortController();
  /** What runs now, with the endpoint it belongs to. */
  readonly #running = new Map<Promise<void>, string>();
  readonly #signers = new Map<string, { readonly sealedSecret: string; readonly sign: Signer }>();
  readonly #saidDisabled = new Map<string, number>();
  #loop: Promise<void> | undefined;
  #unsubscribe: (() => void) | undefined;
  #stopping = false;
  #claims = 0;
  /** Due work was left because all places were taken. */
  #crowded = false;
  /** Turns begin with another endpoint each time, so that a crowd does not always leave out the same ones. */
  #turns = 0;

  constructor(options: WebhookDispatcherOptions) {
    this.#options = options;
    this.#settings = { ...defaultDispatchSettings, ...options.settings };
    checkDispatchSettings(this.#settings);
  }

  start(): void {
    if (this.#loop) return;
    this.#unsubscribe = this.#options.log.onAppend(() => this.#wake.now());
    this.#loop = this.#run();
  }

  /** Lets calls in flight end within the drain time, interrupts the others, and gives the leases back. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#unsubscribe?.();
    this.#wake.now();
    await this.#loop;
    const drained = Promise.all(this.#running.keys());
    const timer = setTimeout(() => this.#interrupt.abort(), this.#settings.drainMs);
    await drained;
    clearTimeout(timer);
  }

  stats(): Promise<DeliveryStats> {
    return this.#options.store.deliveryStats();
  }

  async #run(): Promise<void> {
    let recovered = false;
    while (!this.#stopping) {
      let wait = this.#settings.pollMs;
      try {
        if (!recovered) await this.#options.store.recoverLeases();
        recovered = true;
        wait = Math.min(wait, (await this.#turn()) - this.#options.clock.now());
      } catch (error) {
        const level = error instanceof Unavailable ? "warn" : "error";
        this.#options.logger[level]({ error }, "webhooks: the database did not answer; trying again");
      }
      await this.#wake.after(wait);
    }
  }

  /** Returns the time of the next turn. */
  async #turn(): Promise<number> {
    const { store, clock } = this.#options;
    const work = await store.workload(clock.now());
    this.#crowded = false;
    const first = work.length > 0 ? this.#turns++ % work.length : 0;
    let next = Number.POSITIVE_INFINITY;
    for (const item of [...work.slice(first), ...work.slice(0, first)]) {
      if (this.#stopping) break;
      this.#sayDisabled(item.endpoint);
      try {
        next = Math.min(next, await this.#serve(item, this.#callContext(item.endpoint)));
      } catch (error) {
        // Such as a secret that no key opens: the other endpoints are served all the same.
        const fields = { error, endpointId: item.endpoint.id };
        this.#options.logger.error(fields, "webhooks: an endpoint cannot be served; trying again");
      }
    }
    return next;
  }

  /** Once for each time that Rollcall itself disabled it: nobody asked for it, so that somebody has to know. */
  #sayDisabled({ id, disabledReason, updatedAt }: WebhookEndpoint): void {
    if (disabledReason === null || this.#saidDisabled.get(id) === updatedAt) return;
    this.#saidDisabled.set(id, updatedAt);
    const fields = { endpointId: id, reason: disabledReason };
    this.#options.logger.warn(
      fields,
      "webhooks: an endpoint is disabled; its events wait until it is enabled",
    );
  }

  /** Returns when the endpoint next has something to do that a free place could take. */
  async #serve(work: EndpointWork, call: CallContext): Promise<number> {
    const { store, clock } = this.#options;
    const { endpoint, behind, nextLaneAt, nextParkedAt } = work;
    const now = clock.now();
    let next = Number.POSITIVE_INFINITY;
    if (behind) {
      const step = {
        endpointId: endpoint.id,
        types: endpoint.events,
        now,
        limit: this.#settings.fanOutBatch,
      };
      if ((await store.fanOut(step)) === "more") next = now;
    }
    if (nextLaneAt !== null && nextLaneAt > now) next = Math.min(next, nextLaneAt);
    if (nextParkedAt !== null && nextParkedAt > now) next = Math.min(next, nextParkedAt);
    if (behind || (nextLaneAt !== null && nextLaneAt <= now)) await this.#startLanes(call);
    if (nextParkedAt !== null && nextParkedAt <= now) await this.#startParked(call);
    return next;
  }

  async #startLanes(call: CallContext): Promise<void> {
    const { endpoint } = call;
    const limit = this.#freePlaces(endpoint);
    if (limit === 0) return;
    const lease = `${this.#owner}#${++this.#claims}`;
    const claim = { ...this.#claim(endpoint.id, limit), lease };
    const lanes = await this.#options.store.claimLanes(claim);
    if (lanes.length === limit) this.#crowded = true;
    for (const lane of lanes) this.#track(endpoint.id, this.#runLane(lane, call, claim.until));
  }

  async #startParked(call: CallContext): Promise<void> {
    const { endpoint } = call;
    const limit = this.#freePlaces(endpoint);
    if (limit === 0) return;
    const deliveries = await this.#options.store.claimParked(this.#claim(endpoint.id, limit));
    if (deliveries.length === limit) this.#crowded = true;
    for (const delivery of deliveries)
      this.#track(endpoint.id, runParked({ ...this.#runOptions(), call }, delivery));
  }

  #claim(endpointId: string, limit: number) {
    const now = this.#options.clock.now();
    return { endpointId, now, until: now + this.#settings.leaseMs, limit };
  }

  #freePlaces({ id, failingSince }: WebhookEndpoint): number {
    const own = [...this.#running.values()].filter((endpointId) => endpointId === id).length;
    const { concurrency, concurrencyPerEndpoint, concurrencyWhileFailing } = this.#settings;
    const most = failingSince === null ? concurrencyPerEndpoint : concurrencyWhileFailing;
    const free = Math.max(0, Math.min(concurrency - this.#running.size, most - own));
    if (free === 0) this.#crowded = true;
    return free;
  }

  async #runLane(lane: LaneLease, call: CallContext, leasedUntil: number): Promise<void> {
    const run = new LaneRun({
      ...this.#runOptions(),
      call,
      lane,
      leasedUntil,
      shouldStop: () => this.#stopping,
      shouldYield: () => this.#crowded,
    });
    const dueAt = await run.run();
    if (dueAt !== null) this.#wake.now();
  }

  #runOptions() {
    const { store, clock, random = Math.random } = this.#options;
    return { store, clock, random, settings: this.#settings };
  }

  #track(endpointId: string, work: Promise<void>): void {
    const { logger } = this.#options;
    const tracked = work
      .catch((error: unknown) => {
        const fields = { error, endpointId };
        if (error instanceof LeaseLost) logger.debug(fields, "webhooks: another worker took the lane over");
        else logger.warn(fields, "webhooks: a lane stopped; it goes on when its lease has run out");
      })
      .finally(() => {
        this.#running.delete(tracked);
        if (this.#crowded) this.#wake.now();
      });
    this.#running.set(tracked, endpointId);
  }

  #callContext(endpoint: WebhookEndpoint): CallContext {
    const { egress, clock } = this.#options;
    const { callTimeoutMs: timeoutMs } = this.#settings;
    return {
      endpoint,
      sign: this.#signer(endpoint),
      egress,
      clock,
      timeoutMs,
      signal: this.#interrupt.signal,
    };
  }

  #signer({ id, sealedSecret }: WebhookEndpoint): Signer {
    const known = this.#signers.get(id);
    if (known?.sealedSecret === sealedSecret) return known.sign;
    const sign = createSigner([this.#options.sealer.open(sealedSecret)]);
    this.#signers.set(id, { sealedSecret, sign });
    return sign;
  }
}
