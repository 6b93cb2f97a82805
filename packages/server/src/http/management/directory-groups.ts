import { createRoute, z } from "@hono/zod-openapi";
import type { ApiObject, DirectoryReads } from "../../directory/directory-reads.ts";
import { DIRECTORY_ID } from "./directory-schema.ts";
import { directoryGroupSchema, GROUP_ID, USER_ID } from "./directory-user-schema.ts";
import { errorResponses } from "./errors.ts";
import { idParameter, jsonResponse } from "./fields.ts";
import { listOf, listSchema, pageParameters, pageQuery, queryText } from "./list.ts";
import type { ManagementApp } from "./management-env.ts";
import { found, noFilter, notFound } from "./read-refusals.ts";

const tags = ["Directory groups"];

const list = createRoute({
  method: "get",
  path: "/directory_groups",
  operationId: "listDirectoryGroups",
  tags,
  summary: "List the groups of a directory or a user",
  request: {
    query: z.object({
      ...pageParameters("desc", GROUP_ID),
      directory: queryText("The groups of this directory.", DIRECTORY_ID),
      user: queryText("The groups that this user is a direct member of.", USER_ID),
    }),
  },
  responses: {
    200: jsonResponse(listSchema(directoryGroupSchema, "DirectoryGroupList"), "A page of groups."),
    ...errorResponses(400, 404),
  },
});

const get = createRoute({
  method: "get",
  path: "/directory_groups/{id}",
  operationId: "getDirectoryGroup",
  tags,
  summary: "Get a directory group",
  request: { params: idParameter("The group's id.", GROUP_ID) },
  responses: { 200: jsonResponse(directoryGroupSchema, "The group."), ...errorResponses(404) },
});

/** Written as JSON by the mapping, which the schema describes. */
const view = (group: ApiObject) => group as unknown as z.infer<typeof directoryGroupSchema>;

export function registerDirectoryGroups(app: ManagementApp, reads: DirectoryReads): void {
  app.openapi(list, async (c) => {
    const { directory, user, ...page } = c.req.valid("query");
    if (directory === undefined && user === undefined) throw noFilter("directory", "user");
    const groups = await reads.groups({
      ...pageQuery(page),
      ...(directory !== undefined ? { directoryId: directory } : {}),
      ...(user !== undefined ? { userId: user } : {}),
    });
    return c.json(listOf(found(groups), view), 200);
  });
  app.openapi(get, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(view((await reads.group(id)) ?? notFound("directory group", id)), 200);
  });
}
