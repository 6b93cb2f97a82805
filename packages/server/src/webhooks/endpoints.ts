import type { Clock } from "../kernel/clock.ts";
import { AppError } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.ts";
import type { Page, PageQuery } from "../kernel/page.ts";
import type { Sealer } from "../kernel/sealing.ts";
import type { EndpointStatus, WebhookEndpoint, WebhookEndpointView } from "./endpoint.ts";
import { parseEndpointUrl, type UrlRules } from "./endpoint-url.ts";
import { newWebhookSecret } from "./signature.ts";
import { parseSubscription } from "./subscription.ts";
import type { WebhookEndpointStore } from "./webhook-store.ts";

/** The endpoints as the management API offers them; refusals are {@link AppError}s of the contract. */
export type WebhookEndpoints = {
  create(input: {
    readonly endpointUrl: string;
    readonly events: readonly string[];
  }): Promise<WebhookEndpointView>;
  list(query: PageQuery): Promise<Page<WebhookEndpointView>>;
  get(id: string): Promise<WebhookEndpointView>;
  update(id: string, input: EndpointUpdate): Promise<WebhookEndpointView>;
  remove(id: string): Promise<void>;
};

export type EndpointUpdate = {
  readonly endpointUrl?: string;
  readonly events?: readonly string[];
  readonly status?: EndpointStatus;
};

export type WebhookEndpointsOptions = {
  readonly store: WebhookEndpointStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly urlRules: UrlRules;
};

export function createWebhookEndpoints(options: WebhookEndpointsOptions): WebhookEndpoints {
  const { store, sealer, clock, urlRules } = options;
  const view = ({ sealedSecret, ...endpoint }: WebhookEndpoint): WebhookEndpointView => ({
    ...endpoint,
    secret: sealer.open(sealedSecret),
  });
  return {
    async create({ endpointUrl, events }) {
      const created = await store.create({
        id: newId("we"),
        url: parseEndpointUrl(endpointUrl, urlRules),
        sealedSecret: sealer.seal(newWebhookSecret()),
        events: parseSubscription(events),
        ordering: "fifo",
        createdAt: clock.now(),
      });
      if (created === "duplicate_url") throw duplicate();
      return view(created);
    },
    async list(query) {
      const { items, before, after } = await store.list(query);
      return { items: items.map(view), before, after };
    },
    get: async (id) => view((await store.find(id)) ?? missing(id)),
    async update(id, { endpointUrl, events, status }) {
      const updated = await store.update(id, {
        ...(endpointUrl === undefined ? {} : { url: parseEndpointUrl(endpointUrl, urlRules) }),
        ...(events === undefined ? {} : { events: parseSubscription(events) }),
        ...(status === undefined ? {} : { status }),
        at: clock.now(),
      });
      if (updated === "duplicate_url") throw duplicate();
      return view(updated ?? missing(id));
    },
    async remove(id) {
      if (!(await store.remove(id))) missing(id);
    },
  };
}

function duplicate(): AppError {
  return new AppError("duplicate_endpoint", "A webhook endpoint with this endpoint_url already exists.");
}

function missing(id: string): never {
  throw new AppError("entity_not_found", `Webhook endpoint not found: '${id.slice(0, 100)}'.`);
}
