import type { ErrorCode, FieldError } from "./generated/types.ts";

/** What can go wrong on the way, beside what the API refuses. */
export type RollcallErrorCode = ErrorCode | "connection_failed" | "timeout" | "unexpected_answer";

/** A call that did not succeed: refused by the API, or never answered by it. */
export class RollcallError extends Error {
  override readonly name = "RollcallError";
  readonly code: RollcallErrorCode;
  /** The answer's status; undefined when there was none. */
  readonly status: number | undefined;
  /** The answer's `X-Request-ID`: what to look for in the server's logs. */
  readonly requestId: string | undefined;
  /** One entry for each refused field. */
  readonly errors: readonly FieldError[];

  constructor(
    code: RollcallErrorCode,
    message: string,
    more: {
      readonly status?: number | undefined;
      readonly requestId?: string | undefined;
      readonly errors?: readonly FieldError[] | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.status = more.status;
    this.requestId = more.requestId;
    this.errors = more.errors ?? [];
  }
}
