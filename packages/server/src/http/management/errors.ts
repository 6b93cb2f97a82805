import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { AppError, type ErrorCode, errorCatalogue, type FieldError } from "../../kernel/errors.ts";
import type { Logger } from "../../kernel/logger.ts";
import { Unavailable } from "../../kernel/unavailable.ts";
import type { ManagementEnv } from "./management-env.ts";

const UNAVAILABLE_RETRY_SECONDS = 5;

const errorCodes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]];

const fieldErrorSchema = z
  .object({
    field: z.string().optional().openapi({ description: "The field.", example: "name" }),
    code: z.string().openapi({ description: "What is wrong with it.", example: "required" }),
    message: z.string().optional().openapi({
      description: "The same for people.",
      example: "name is required",
    }),
  })
  .openapi("FieldError", { description: "One refused field." });

/** The body of every refusal. It never has a key `error`: the SDKs would take it for an OAuth failure. */
const errorSchema = z
  .object({
    code: z
      .enum(errorCodes)
      .optional()
      .openapi("ErrorCode", { description: "What was refused, for programs.", example: "entity_not_found" }),
    message: z.string().openapi({
      description: "What was refused and what to do about it, for people.",
      example: "The request is not valid: name is required.",
    }),
    errors: z
      .array(fieldErrorSchema)
      .optional()
      .openapi({
        description: "One entry for each refused field.",
        example: [{ field: "name", code: "required", message: "name is required" }],
      }),
    request_id: z.string().optional().openapi({
      description: "Of a failure of the server: what its operator looks for in the log.",
      example: "req_01EHZNVPK3SFK441A1RGBFSHRT",
    }),
  })
  .openapi("ApiError", { description: "Why a request was refused." });

const meanings = {
  400: "The request cannot be understood, or refers to something that does not exist or is taken.",
  404: "There is nothing with this id.",
  409: "It conflicts with what is there already.",
  413: "The body is larger than 2 MiB.",
  415: "The body is not sent as JSON.",
} as const;

const always = {
  401: "The API key is missing or not valid.",
  422: "A parameter or field is missing or not valid; `errors` says which.",
  429: "Too many requests; `Retry-After` says how long to wait.",
  500: "The server failed; its log has the reason under `request_id`.",
  503: "The database does not answer at the moment; try again.",
} as const;

type Status = keyof typeof meanings;
type ErrorResponse = {
  readonly description: string;
  readonly content: { readonly "application/json": { readonly schema: typeof errorSchema } };
};

/** The refusals of a route for its document: those it names, and those that any route may give. */
export function errorResponses<const S extends Status>(
  ...statuses: readonly S[]
): Record<S | keyof typeof always, ErrorResponse> {
  const described = {
    ...always,
    ...Object.fromEntries(statuses.map((status) => [status, meanings[status]])),
  };
  return Object.fromEntries(
    Object.entries(described).map(([status, description]) => [
      status,
      { description, content: { "application/json": { schema: errorSchema } } },
    ]),
  ) as Record<S | keyof typeof always, ErrorResponse>;
}

/** The same for a route with a body, which may be refused as such. */
export function bodyErrorResponses<const S extends Status>(...statuses: readonly S[]) {
  return errorResponses<S | 400 | 413 | 415>(400, 413, 415, ...statuses);
}

/** The one place where a refusal or a failure becomes an answer. */
export function answerError(error: unknown, c: Context<ManagementEnv>, logger: Logger): Response {
  const requestId = c.get("requestId");
  if (error instanceof AppError) {
    const { code, message, errors, retryAfterSeconds } = error;
    if (retryAfterSeconds !== undefined) c.header("Retry-After", String(retryAfterSeconds));
    return c.json({ code, message, ...(errors ? { errors } : {}) }, error.status as 400);
  }
  if (error instanceof HTTPException) {
    return c.json({ message: error.message || "The request was refused." }, error.status);
  }
  if (error instanceof Unavailable) {
    logger.error({ error, requestId }, "a management request found the database unavailable");
    c.header("Retry-After", String(UNAVAILABLE_RETRY_SECONDS));
    return c.json({ code: "unavailable", message: "The database does not answer; try again shortly." }, 503);
  }
  logger.error({ error, requestId }, "a management request failed");
  const message = `The server failed on this request; its operator finds the reason under ${requestId}.`;
  return c.json({ code: "internal_error", message, request_id: requestId }, 500);
}

/** Why zod refused, in the contract's words: the SDKs print each entry's `code`. */
export function invalidParameters(error: z.ZodError): AppError {
  const errors = error.issues.map((issue): FieldError => {
    const field = issue.path.join(".");
    const missing = issue.code === "invalid_type" && issue.input === undefined;
    const message = missing ? `${field} is required` : `${field}: ${issue.message}`;
    return {
      ...(field === "" ? {} : { field }),
      code: missing ? "required" : issue.code,
      message: field === "" ? issue.message : message,
    };
  });
  const summary = errors.map(({ message }) => message).join("; ");
  return new AppError("invalid_request_parameters", `The request is not valid: ${summary}.`, { errors });
}
