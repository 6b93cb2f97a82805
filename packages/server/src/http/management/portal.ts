import { createRoute, z } from "@hono/zod-openapi";
import type { PortalLinks } from "../../portal/portal-links.ts";
import { bodyErrorResponses } from "./errors.ts";
import { idField, jsonBody, jsonResponse } from "./fields.ts";
import { causeOf, type ManagementApp } from "./management-env.ts";
import { ORGANIZATION_ID } from "./organization-schema.ts";

const emails = z.array(z.string().max(320)).max(20).optional();
const redirect = z.string().optional();

const inputSchema = z
  .object({
    organization: idField("The organization that the link is for.", ORGANIZATION_ID),
    intent: z.string().openapi({
      description: "What is to be set up. Only `dsync` (Directory Sync) is supported so far.",
      example: "dsync",
    }),
    return_url: redirect.openapi({
      description:
        "Where the admin goes back to at any time; https (http to this machine where private webhook targets are allowed).",
      example: "https://app.example.com/settings",
    }),
    success_url: redirect.openapi({
      description: "Where the admin goes once provisioning works; the same rules.",
      example: "https://app.example.com/settings?connected=1",
    }),
    intent_options: z.record(z.string(), z.unknown()).optional().openapi({
      description: "Kept for compatibility; Rollcall does not use it.",
      example: {},
    }),
    admin_emails: emails.openapi({
      description: "Kept for compatibility; Rollcall does not send the link, your application does.",
      example: ["admin@acme.com"],
    }),
    it_contact_emails: emails.openapi({
      description: "The newer name of `admin_emails`.",
      example: ["admin@acme.com"],
    }),
  })
  .openapi("GeneratePortalLink", { description: "A link into the admin portal to make." });

const linkSchema = z
  .object({
    link: z.string().openapi({
      description: "Opens the portal once, within five minutes. Send the admin there at once.",
      example: "https://sync.example.com/setup/?token=Yp3s6v9yB1E4HcMfQhTmWqZt7w0zCxFd",
    }),
  })
  .openapi("PortalLink", { description: "A link into the admin portal." });

const generate = createRoute({
  method: "post",
  path: "/portal/generate_link",
  operationId: "generatePortalLink",
  tags: ["Admin portal"],
  summary: "Make a link by which an organization's IT admin opens the portal",
  request: { body: jsonBody(inputSchema) },
  responses: { 201: jsonResponse(linkSchema, "The link, this once."), ...bodyErrorResponses() },
});

export function registerPortal(app: ManagementApp, links: PortalLinks): void {
  app.openapi(generate, async (c) => {
    const { organization, intent, return_url, success_url } = c.req.valid("json");
    const input = {
      organizationId: organization,
      intent,
      ...(return_url !== undefined ? { returnUrl: return_url } : {}),
      ...(success_url !== undefined ? { successUrl: success_url } : {}),
    };
    const made = await links.generate(input, causeOf(c));
    c.header("Cache-Control", "no-store");
    return c.json(made, 201);
  });
}
