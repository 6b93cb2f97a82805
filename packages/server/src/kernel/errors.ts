/**
 * The closed catalogue of what the management API can refuse. `http` maps a code to its status and body; the
 * SCIM side has its own catalogue in `@rollcall/scim`. Messages are read by developers: they say what to do.
 */
export const errorCatalogue = {
  unauthorized: { status: 401 },
  forbidden: { status: 403 },
  entity_not_found: { status: 404 },
  invalid_json: { status: 400 },
  invalid_cursor: { status: 400 },
  organization_not_found: { status: 400 },
  method_not_allowed: { status: 405 },
  conflict: { status: 409 },
  domain_already_exists: { status: 409 },
  duplicate_endpoint: { status: 409 },
  external_id_already_used: { status: 400 },
  invalid_metadata: { status: 400 },
  unsupported_media_type: { status: 415 },
  too_many_tokens: { status: 409 },
  label_taken: { status: 409 },
  portal_link_used: { status: 410 },
  portal_link_expired: { status: 410 },
  body_too_large: { status: 413 },
  invalid_request_parameters: { status: 422 },
  invalid_url: { status: 422 },
  unsupported_directory_type: { status: 422 },
  unsupported_intent: { status: 422 },
  rate_limited: { status: 429 },
  internal_error: { status: 500 },
  unavailable: { status: 503 },
} as const satisfies Record<string, { status: number }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** One refused field; the SDKs print `code` and need it on every entry. */
export type FieldError = { readonly field?: string; readonly code: string; readonly message?: string };

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: { errors?: readonly FieldError[]; retryAfterSeconds?: number } = {},
  ) {
    super(message);
    this.name = "AppError";
    this.code = code;
    this.errors = more.errors;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }
}
