import { createRoute, z } from "@hono/zod-openapi";
import { isoTime } from "../../kernel/clock.ts";
import type { WebhookEndpointView } from "../../webhooks/endpoint.ts";
import type { WebhookEndpoints } from "../../webhooks/endpoints.ts";
import { bodyErrorResponses, errorResponses } from "./errors.ts";
import { idField, idParameter, jsonBody, jsonResponse, objectName, timeField } from "./fields.ts";
import { listOf, listSchema, pageParameters, pageQuery } from "./list.ts";
import type { ManagementApp } from "./management-env.ts";

const ENDPOINT_ID = "we_01K0B7M3QZ8V4N6T2X5Y9WCDEF";
const tags = ["Webhook endpoints"];
const params = idParameter("The endpoint's id.", ENDPOINT_ID);

const url = z.string().openapi({
  description: "Where events are posted to; https.",
  example: "https://app.example.com/webhooks",
});
const events = z
  .array(z.string())
  .max(100)
  .openapi({
    description: "The event types that it receives.",
    example: ["dsync.user.created", "dsync.user.updated"],
  });
const status = z.enum(["enabled", "disabled"]).openapi({
  description: "Whether events are sent.",
  example: "enabled",
});

const endpointSchema = z
  .object({
    object: objectName("webhook_endpoint"),
    id: idField("The endpoint's id.", ENDPOINT_ID),
    endpoint_url: url,
    secret: z.string().openapi({
      description: "The key that its deliveries are signed with.",
      example: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    }),
    status,
    events,
    disabled_reason: z.enum(["gone", "failing"]).nullable().openapi({
      description: "Why Rollcall disabled it: it answered 410, or failed for days; null otherwise.",
      example: null,
    }),
    failing_since: timeField("The first failure since its last success; null when all is well.").nullable(),
    ordering: z.enum(["fifo", "unordered"]).openapi({
      description: "`fifo`: one directory's events arrive in order.",
      example: "fifo",
    }),
    created_at: timeField("When it was created."),
    updated_at: timeField("When it last changed."),
  })
  .openapi("WebhookEndpoint", { description: "Where events are posted to." });

const answer = jsonResponse(endpointSchema, "The endpoint as it is now.");

const create = createRoute({
  method: "post",
  path: "/webhook_endpoints",
  operationId: "createWebhookEndpoint",
  tags,
  summary: "Create a webhook endpoint; it receives what happens from now on",
  request: {
    body: jsonBody(
      z
        .object({ endpoint_url: url, events })
        .openapi("CreateWebhookEndpoint", { description: "A webhook endpoint to create." }),
    ),
  },
  responses: { 201: jsonResponse(endpointSchema, "The new endpoint."), ...bodyErrorResponses(409) },
});

const list = createRoute({
  method: "get",
  path: "/webhook_endpoints",
  operationId: "listWebhookEndpoints",
  tags,
  summary: "List webhook endpoints",
  request: { query: z.object(pageParameters("desc", ENDPOINT_ID)) },
  responses: {
    200: jsonResponse(listSchema(endpointSchema, "WebhookEndpointList"), "A page of endpoints."),
    ...errorResponses(),
  },
});

const get = createRoute({
  method: "get",
  path: "/webhook_endpoints/{id}",
  operationId: "getWebhookEndpoint",
  tags,
  summary: "Get a webhook endpoint",
  request: { params },
  responses: { 200: answer, ...errorResponses(404) },
});

const update = createRoute({
  method: "patch",
  path: "/webhook_endpoints/{id}",
  operationId: "updateWebhookEndpoint",
  tags,
  summary: "Change a webhook endpoint; fields that are absent stay",
  request: {
    params,
    body: jsonBody(
      z
        .object({ endpoint_url: url.optional(), events: events.optional(), status: status.optional() })
        .openapi("UpdateWebhookEndpoint", { description: "What to change of a webhook endpoint." }),
    ),
  },
  responses: { 200: answer, ...bodyErrorResponses(404, 409) },
});

const remove = createRoute({
  method: "delete",
  path: "/webhook_endpoints/{id}",
  operationId: "deleteWebhookEndpoint",
  tags,
  summary: "Delete a webhook endpoint with its pending deliveries",
  request: { params },
  responses: { 204: { description: "It is gone." }, ...errorResponses(404) },
});

export function registerWebhookEndpoints(app: ManagementApp, webhooks: WebhookEndpoints): void {
  app.openapi(create, async (c) => {
    const { endpoint_url, events: wanted } = c.req.valid("json");
    return c.json(endpointView(await webhooks.create({ endpointUrl: endpoint_url, events: wanted })), 201);
  });
  app.openapi(list, async (c) => {
    const page = await webhooks.list(pageQuery(c.req.valid("query")));
    return c.json(listOf(page, endpointView), 200);
  });
  app.openapi(get, async (c) => c.json(endpointView(await webhooks.get(c.req.valid("param").id)), 200));
  app.openapi(update, async (c) => {
    const { endpoint_url, events: wanted, status: wantedStatus } = c.req.valid("json");
    const updated = await webhooks.update(c.req.valid("param").id, {
      ...(endpoint_url !== undefined ? { endpointUrl: endpoint_url } : {}),
      ...(wanted !== undefined ? { events: wanted } : {}),
      ...(wantedStatus !== undefined ? { status: wantedStatus } : {}),
    });
    return c.json(endpointView(updated), 200);
  });
  app.openapi(remove, async (c) => {
    await webhooks.remove(c.req.valid("param").id);
    return c.body(null, 204);
  });
}

function endpointView(endpoint: WebhookEndpointView): z.infer<typeof endpointSchema> {
  return {
    object: "webhook_endpoint",
    id: endpoint.id,
    endpoint_url: endpoint.url,
    secret: endpoint.secret,
    status: endpoint.status,
    events: [...endpoint.events],
    disabled_reason: endpoint.disabledReason,
    failing_since: endpoint.failingSince === null ? null : isoTime(endpoint.failingSince),
    ordering: endpoint.ordering,
    created_at: isoTime(endpoint.createdAt),
    updated_at: isoTime(endpoint.updatedAt),
  };
}
