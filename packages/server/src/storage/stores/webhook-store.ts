import type { WebhookStore } from "../../webhooks/webhook-store.ts";
import type { Engine } from "../engine.ts";
import { createWebhookDeliveryStore } from "./webhook-delivery-store.ts";
import { createWebhookEndpointStore } from "./webhook-endpoint-store.ts";

export function createWebhookStore(engine: Engine): WebhookStore {
  return { ...createWebhookEndpointStore(engine), ...createWebhookDeliveryStore(engine) };
}
