import { createRoute, z } from "@hono/zod-openapi";
import type { CountedDirectory, Directories } from "../../directory/directories.ts";
import {
  DIRECTORY_ID,
  directoryChanges,
  directoryCreateSchema,
  directorySchema,
  directoryUpdateSchema,
  directoryView,
} from "./directory-schema.ts";
import { bodyErrorResponses, errorResponses } from "./errors.ts";
import { idParameter, jsonBody, jsonResponse } from "./fields.ts";
import { listOf, listSchema, pageParameters, pageQuery, queryText } from "./list.ts";
import { causeOf, type ManagementApp } from "./management-env.ts";
import { ORGANIZATION_ID } from "./organization-schema.ts";

const tags = ["Directories"];
const params = idParameter("The directory's id.", DIRECTORY_ID);
const answer = jsonResponse(directorySchema, "The directory as it is now.");

const create = createRoute({
  method: "post",
  path: "/directories",
  operationId: "createDirectory",
  tags,
  summary: "Create a directory: a SCIM endpoint for one identity provider",
  request: { body: jsonBody(directoryCreateSchema) },
  responses: {
    201: jsonResponse(directorySchema, "The new directory."),
    ...bodyErrorResponses(409),
  },
});

const list = createRoute({
  method: "get",
  path: "/directories",
  operationId: "listDirectories",
  tags,
  summary: "List directories",
  request: {
    query: z.object({
      ...pageParameters("desc", DIRECTORY_ID),
      organization_id: queryText("Only those of this organization.", ORGANIZATION_ID),
      search: queryText("Only those whose name contains this text.", "okta"),
      domain: queryText("Only those of this domain.", "acme.com"),
    }),
  },
  responses: {
    200: jsonResponse(listSchema(directorySchema, "DirectoryList"), "A page of directories."),
    ...errorResponses(),
  },
});

const get = createRoute({
  method: "get",
  path: "/directories/{id}",
  operationId: "getDirectory",
  tags,
  summary: "Get a directory",
  request: { params },
  responses: { 200: answer, ...errorResponses(404) },
});

const update = createRoute({
  method: "patch",
  path: "/directories/{id}",
  operationId: "updateDirectory",
  tags,
  summary: "Change a directory's settings; fields that are absent stay",
  request: { params, body: jsonBody(directoryUpdateSchema) },
  responses: { 200: answer, ...bodyErrorResponses(404, 409) },
});

const remove = createRoute({
  method: "delete",
  path: "/directories/{id}",
  operationId: "deleteDirectory",
  tags,
  summary: "Delete a directory with all its users and groups",
  request: { params },
  responses: {
    202: { description: "The endpoint is gone; what it held is being removed." },
    ...errorResponses(404),
  },
});

const enable = createRoute({
  method: "post",
  path: "/directories/{id}/enable",
  operationId: "enableDirectory",
  tags,
  summary: "Switch a directory on",
  request: { params },
  responses: { 200: answer, ...bodyErrorResponses(404) },
});

const disable = createRoute({
  method: "post",
  path: "/directories/{id}/disable",
  operationId: "disableDirectory",
  tags,
  summary: "Switch a directory off: its users stay, its provider is refused",
  request: { params },
  responses: { 200: answer, ...bodyErrorResponses(404) },
});

export function registerDirectories(app: ManagementApp, directories: Directories, publicUrl: string): void {
  const view = (counted: CountedDirectory) => directoryView(counted, publicUrl);

  app.openapi(create, async (c) => {
    const { organization_id, name, type, ...settings } = c.req.valid("json");
    const input = { ...directoryChanges(settings), organizationId: organization_id, name, type };
    return c.json(view(await directories.create(input, causeOf(c))), 201);
  });
  app.openapi(list, async (c) => {
    const { organization_id, search, domain, ...page } = c.req.valid("query");
    const found = await directories.list({
      ...pageQuery(page),
      ...(organization_id !== undefined ? { organizationId: organization_id } : {}),
      ...(search !== undefined ? { search } : {}),
      ...(domain !== undefined ? { domain } : {}),
    });
    return c.json(listOf(found, view), 200);
  });
  app.openapi(get, async (c) => c.json(view(await directories.get(c.req.valid("param").id)), 200));
  app.openapi(update, async (c) => {
    const { id } = c.req.valid("param");
    const changes = directoryChanges(c.req.valid("json"));
    return c.json(view(await directories.update(id, changes, causeOf(c))), 200);
  });
  app.openapi(remove, async (c) => {
    await directories.delete(c.req.valid("param").id, causeOf(c));
    return c.body(null, 202);
  });
  app.openapi(enable, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(view(await directories.update(id, { enabled: true }, causeOf(c))), 200);
  });
  app.openapi(disable, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(view(await directories.update(id, { enabled: false }, causeOf(c))), 200);
  });
}
