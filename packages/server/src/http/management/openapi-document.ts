import type { ManagementApp } from "./management-env.ts";

/** The version of the API, which is the product's. */
const VERSION = "0.1.0";

const DESCRIPTION = `What the identity providers of your customers pushed, and what changed: organizations,
directories with their users and groups, the ordered log of events, and the webhook endpoints it is posted to.

Every request carries an API key: \`Authorization: Bearer sk_…\`. Every answer names its request in
\`X-Request-ID\`. Lists come in pages: send \`list_metadata.after\` as \`after\` for the next one.`;

const tags = [
  { name: "Organizations", description: "The customers of the application." },
  { name: "Directories", description: "Connections to identity providers, one SCIM endpoint each." },
  { name: "Directory tokens", description: "The credentials that providers are given." },
  { name: "Directory schemas", description: "What a directory's provider sends beyond SCIM's own schemas." },
  { name: "SCIM requests", description: "What providers sent to a directory, and how it was answered." },
  { name: "Directory users", description: "Users as providers pushed them." },
  { name: "Directory groups", description: "Groups as providers pushed them." },
  { name: "Events", description: "Every change, in one ordered log." },
  { name: "Webhook endpoints", description: "Where events are posted to." },
  { name: "Admin portal", description: "Where a customer's IT admin connects a directory." },
];

export type OpenApiDocument = ReturnType<ManagementApp["getOpenAPI31Document"]>;

/** The OpenAPI 3.1 document of the app's routes, for a server at this address. */
export function openApiDocument(app: ManagementApp, serverUrl: string): OpenApiDocument {
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Rollcall management API",
      version: VERSION,
      description: DESCRIPTION,
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    servers: [{ url: serverUrl, description: "This installation." }],
    security: [{ apiKey: [] }],
    tags,
  });
  const apiKey = { type: "http", scheme: "bearer", description: "An API key: `sk_…`." } as const;
  return { ...document, components: { ...document.components, securitySchemes: { apiKey } } };
}
