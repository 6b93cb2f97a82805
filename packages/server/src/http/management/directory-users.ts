import { createRoute, z } from "@hono/zod-openapi";
import type { ApiObject, DirectoryReads } from "../../directory/directory-reads.ts";
import { DIRECTORY_ID } from "./directory-schema.ts";
import { directoryUserSchema, GROUP_ID, USER_ID } from "./directory-user-schema.ts";
import { errorResponses } from "./errors.ts";
import { idParameter, jsonResponse } from "./fields.ts";
import { listOf, listSchema, pageParameters, pageQuery, queryText } from "./list.ts";
import type { ManagementApp } from "./management-env.ts";
import { found, noFilter, notFound } from "./read-refusals.ts";

const tags = ["Directory users"];

const list = createRoute({
  method: "get",
  path: "/directory_users",
  operationId: "listDirectoryUsers",
  tags,
  summary: "List the users of a directory or a group",
  request: {
    query: z.object({
      ...pageParameters("desc", USER_ID),
      directory: queryText("The users of this directory.", DIRECTORY_ID),
      group: queryText("The direct members of this group.", GROUP_ID),
      idp_id: queryText(
        "Only the one with this id at the provider; needs `directory`.",
        "00u1e8mutl6wlH3lL4x7",
      ),
      email: queryText(
        "Only those with this address, in any case; needs `directory`.",
        "lela.block@example.com",
      ),
    }),
  },
  responses: {
    200: jsonResponse(listSchema(directoryUserSchema, "DirectoryUserList"), "A page of users."),
    ...errorResponses(400, 404),
  },
});

const get = createRoute({
  method: "get",
  path: "/directory_users/{id}",
  operationId: "getDirectoryUser",
  tags,
  summary: "Get a directory user",
  request: { params: idParameter("The user's id.", USER_ID) },
  responses: { 200: jsonResponse(directoryUserSchema, "The user."), ...errorResponses(404) },
});

/** Written as JSON by the mapping, which the schema describes. */
const view = (user: ApiObject) => user as unknown as z.infer<typeof directoryUserSchema>;

export function registerDirectoryUsers(app: ManagementApp, reads: DirectoryReads): void {
  app.openapi(list, async (c) => {
    const { directory, group, idp_id, email, ...page } = c.req.valid("query");
    if (directory === undefined && group === undefined) throw noFilter("directory", "group");
    if (directory === undefined && (idp_id !== undefined || email !== undefined)) throw noFilter("directory");
    const users = await reads.users({
      ...pageQuery(page),
      ...(directory !== undefined ? { directoryId: directory } : {}),
      ...(group !== undefined ? { groupId: group } : {}),
      ...(idp_id !== undefined ? { idpId: idp_id } : {}),
      ...(email !== undefined ? { email } : {}),
    });
    return c.json(listOf(found(users), view), 200);
  });
  app.openapi(get, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(view((await reads.user(id)) ?? notFound("directory user", id)), 200);
  });
}
