import { createRoute, z } from "@hono/zod-openapi";
import type { Directories } from "../../directory/directories.ts";
import { isoTime } from "../../kernel/clock.ts";
import { AppError } from "../../kernel/errors.ts";
import { diagnoses } from "../../requests/diagnose.ts";
import type { RequestRecord } from "../../requests/request-record.ts";
import type { RequestStore } from "../../requests/request-store.ts";
import { DIRECTORY_ID } from "./directory-schema.ts";
import { errorResponses } from "./errors.ts";
import { idField, idParameter, jsonResponse, objectName, timeField } from "./fields.ts";
import { listOf, listSchema, pageParameters, pageQuery, queryText } from "./list.ts";
import type { ManagementApp } from "./management-env.ts";

const REQUEST_ID = "req_01K0B7M3QZ8V4N6T2X5Y9WCDEF";
const tags = ["SCIM requests"];
const params = idParameter("The directory's id.", DIRECTORY_ID);

const text = (description: string, example: string) => z.string().openapi({ description, example });

const requestSchema = z
  .object({
    object: objectName("scim_request"),
    id: idField("The request's id, as `X-Request-ID` answered it.", REQUEST_ID),
    directory_id: idField("The directory that it was for.", DIRECTORY_ID),
    created_at: timeField("When it arrived."),
    duration_ms: z.number().int().openapi({ description: "How long it took, in milliseconds.", example: 4 }),
    method: text("The HTTP method.", "GET"),
    path: text("The path below the SCIM base URL.", "/Users"),
    query: text("The query string.", "filter=userName%20eq%20%22jane%40acme.com%22"),
    status: z.number().int().openapi({ description: "The HTTP status of the answer.", example: 200 }),
    client_address: text("Where it came from.", "203.0.113.7"),
    user_agent: text("What the client calls itself.", "Okta SCIM Client 1.0.0"),
    token_id: text(
      "The token that it carried; null when it carried no valid one.",
      "directory_token_01K0B7M3QZ8V4N6T2X5Y9WCDEF",
    ).nullable(),
    token_suffix: text("The token's last four characters.", "a1b2").nullable(),
    request_body: text("The body, without passwords, cut at 16 KiB.", '{"userName":"jane@acme.com"}'),
    response_body: text("The answer's body, cut at 16 KiB.", '{"totalResults":0}'),
    normalizers: z.array(z.string()).openapi({
      description: "The departures from the RFC that were put right, by name.",
      example: ["boolean-strings"],
    }),
    skipped_members: z.number().int().openapi({
      description: "How many member ids named nobody and were left out.",
      example: 0,
    }),
    diagnosis: z.enum(diagnoses).nullable().openapi({
      description: "What went wrong, for programs; null when nothing did.",
      example: "bad_token",
    }),
  })
  .openapi("ScimRequest", { description: "One request of a provider, and how it was answered." });

const loggedSchema = requestSchema
  .extend({
    event_ids: z.array(z.string()).openapi({
      description: "The events that it caused, in their order.",
      example: ["event_01K0B7M3QZ8V4N6T2X5Y9WCDEF"],
    }),
  })
  .openapi("ScimRequestWithEvents", { description: "A request with the events that it caused." });

const list = createRoute({
  method: "get",
  path: "/directories/{id}/requests",
  operationId: "listScimRequests",
  tags,
  summary: "List what the provider sent to a directory and how it was answered",
  request: {
    params,
    query: z.object({
      ...pageParameters("desc", REQUEST_ID),
      outcome: queryText("`ok` for answers below 400, `failed` for the others.", "failed"),
      diagnosis: queryText("Only those with this diagnosis.", "bad_token"),
      search: queryText("Only those whose path or query contains this text.", "jane"),
    }),
  },
  responses: {
    200: jsonResponse(listSchema(requestSchema, "ScimRequestList"), "A page of requests."),
    ...errorResponses(404),
  },
});

const get = createRoute({
  method: "get",
  path: "/directories/{id}/requests/{request_id}",
  operationId: "getScimRequest",
  tags,
  summary: "Get one request with the events that it caused",
  request: {
    params: params.extend({
      request_id: z.string().openapi({
        param: { name: "request_id", in: "path" },
        description: "The request's id.",
        example: REQUEST_ID,
      }),
    }),
  },
  responses: { 200: jsonResponse(loggedSchema, "The request."), ...errorResponses(404) },
});

export function registerDirectoryRequests(
  app: ManagementApp,
  requests: RequestStore,
  directories: Directories,
): void {
  app.openapi(list, async (c) => {
    const { id } = c.req.valid("param");
    const { outcome, diagnosis, search, ...page } = c.req.valid("query");
    await directories.get(id);
    const found = await requests.list(
      {
        directoryId: id,
        ...(outcome ? { outcome: oneOf("outcome", outcome, ["ok", "failed"]) } : {}),
        ...(diagnosis ? { diagnosis: oneOf("diagnosis", diagnosis, diagnoses) } : {}),
        ...(search ? { search } : {}),
      },
      pageQuery(page),
    );
    return c.json(listOf(found, requestView), 200);
  });

  app.openapi(get, async (c) => {
    const { id, request_id } = c.req.valid("param");
    const found = await requests.find(id, request_id);
    if (!found)
      throw new AppError("entity_not_found", `Could not find a SCIM request with the id ${request_id}.`);
    return c.json({ ...requestView(found), event_ids: [...found.eventIds] }, 200);
  });
}

function oneOf<const Choice extends string>(
  field: string,
  given: string,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((each) => each === given);
  if (choice !== undefined) return choice;
  throw new AppError("invalid_request_parameters", `${field} is one of ${choices.join(", ")}.`, {
    errors: [{ field, code: "invalid_value" }],
  });
}

function requestView(record: RequestRecord) {
  return {
    object: "scim_request" as const,
    id: record.id,
    directory_id: record.directoryId,
    created_at: isoTime(record.at),
    duration_ms: record.durationMs,
    method: record.method,
    path: record.path,
    query: record.query,
    status: record.status,
    client_address: record.clientAddress,
    user_agent: record.userAgent,
    token_id: record.tokenId,
    token_suffix: record.tokenSuffix,
    request_body: record.requestBody,
    response_body: record.responseBody,
    normalizers: [...record.acted],
    skipped_members: record.skipped,
    diagnosis: record.diagnosis,
  };
}
