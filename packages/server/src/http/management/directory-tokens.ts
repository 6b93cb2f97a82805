import { createRoute, z } from "@hono/zod-openapi";
import {
  type DirectoryToken,
  MAX_LIFETIME_SECONDS,
  MIN_LIFETIME_SECONDS,
  scopes,
} from "../../directory/directory-token.ts";
import type { DirectoryTokens } from "../../directory/directory-tokens.ts";
import { isoTime } from "../../kernel/clock.ts";
import { DIRECTORY_ID } from "./directory-schema.ts";
import { bodyErrorResponses, errorResponses } from "./errors.ts";
import { idField, idParameter, jsonBody, jsonResponse, objectName, timeField } from "./fields.ts";
import { listOf, listSchema, pageParameters, pageQuery } from "./list.ts";
import { causeOf, type ManagementApp } from "./management-env.ts";

const TOKEN_ID = "directory_token_01K0B7M3QZ8V4N6T2X5Y9WCDEF";
const tags = ["Directory tokens"];
const params = idParameter("The directory's id.", DIRECTORY_ID);

const tokenSchema = z
  .object({
    object: objectName("directory_token"),
    id: idField("The token's id.", TOKEN_ID),
    directory_id: idField("The directory that it opens.", DIRECTORY_ID),
    token_suffix: z.string().openapi({ description: "Its last four characters.", example: "a1b2" }),
    scopes: z.array(z.enum(scopes)).openapi({
      description: "What it may do.",
      example: ["get:users", "post:users"],
    }),
    created_by: z.string().openapi({
      description: "The id of the API key or person that created it.",
      example: "api_key_01K0B7M3QZ8V4N6T2X5Y9WCDEF",
    }),
    created_at: timeField("When it was created."),
    expires_at: timeField("When it stops working; null for never.").nullable(),
    last_used_at: timeField("When it was last used, to the minute; null for never.").nullable(),
  })
  .openapi("DirectoryToken", { description: "A SCIM token: the provider's credential for one directory." });

const newTokenSchema = tokenSchema
  .extend({
    token: z.string().openapi({
      description: "The token itself. Shown in this answer only.",
      example: "rcd_0123456789abcdef_Yp3s6v9yB1E4HcMfQhTmWqZt7w0zCxFd1a2b3c",
    }),
  })
  .openapi("NewDirectoryToken", { description: "A SCIM token with its secret, which is shown this once." });

const createSchema = z
  .object({
    scopes: z
      .array(z.enum(scopes))
      .min(1)
      .optional()
      .openapi({
        description: "What it may do; all ten scopes unless given.",
        example: ["get:users", "post:users"],
      }),
    lifetime_seconds: z
      .number()
      .int()
      .min(MIN_LIFETIME_SECONDS)
      .max(MAX_LIFETIME_SECONDS)
      .nullable()
      .optional()
      .openapi({ description: "After how long it expires; never unless given.", example: 31536000 }),
  })
  .openapi("CreateDirectoryToken", { description: "A SCIM token to create." });

const create = createRoute({
  method: "post",
  path: "/directories/{id}/tokens",
  operationId: "createDirectoryToken",
  tags,
  summary: "Create a SCIM token; two may be active at once",
  request: { params, body: jsonBody(createSchema) },
  responses: {
    201: jsonResponse(newTokenSchema, "The token, this once in full."),
    ...bodyErrorResponses(404, 409),
  },
});

const list = createRoute({
  method: "get",
  path: "/directories/{id}/tokens",
  operationId: "listDirectoryTokens",
  tags,
  summary: "List a directory's tokens",
  request: { params, query: z.object(pageParameters("desc", TOKEN_ID)) },
  responses: {
    200: jsonResponse(listSchema(tokenSchema, "DirectoryTokenList"), "The tokens that are not revoked."),
    ...errorResponses(404),
  },
});

const revoke = createRoute({
  method: "delete",
  path: "/directories/{id}/tokens/{token_id}",
  operationId: "revokeDirectoryToken",
  tags,
  summary: "Revoke a token; it is refused within a second",
  request: {
    params: params.extend({
      token_id: z.string().openapi({ description: "The token's id.", example: TOKEN_ID }),
    }),
  },
  responses: { 204: { description: "It is revoked." }, ...errorResponses(404) },
});

export function registerDirectoryTokens(app: ManagementApp, tokens: DirectoryTokens): void {
  app.openapi(create, async (c) => {
    const { id } = c.req.valid("param");
    const { scopes: wanted, lifetime_seconds } = c.req.valid("json");
    const input = {
      ...(wanted ? { scopes: wanted } : {}),
      ...(lifetime_seconds !== undefined ? { lifetimeSeconds: lifetime_seconds } : {}),
    };
    const { token, plaintext } = await tokens.create(id, input, causeOf(c));
    // No proxy may keep what is shown only once.
    c.header("Cache-Control", "no-store");
    return c.json({ ...tokenView(token), token: plaintext }, 201);
  });
  app.openapi(list, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(listOf(await tokens.list(id, pageQuery(c.req.valid("query"))), tokenView), 200);
  });
  app.openapi(revoke, async (c) => {
    const { id, token_id } = c.req.valid("param");
    await tokens.revoke(id, token_id, causeOf(c));
    return c.body(null, 204);
  });
}

export function tokenView(token: DirectoryToken): z.infer<typeof tokenSchema> {
  return {
    object: "directory_token",
    id: token.id,
    directory_id: token.directoryId,
    token_suffix: token.suffix,
    scopes: [...token.scopes],
    created_by: token.createdBy,
    created_at: isoTime(token.createdAt),
    expires_at: token.expiresAt === null ? null : isoTime(token.expiresAt),
    last_used_at: token.lastUsedAt === null ? null : isoTime(token.lastUsedAt),
  };
}
