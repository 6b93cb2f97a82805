/** Why a request did not give what the provider needs; what an admin would be told stands in the message. */
export type FailureKind =
  /** Nobody answered: refused, reset, unknown host, TLS. */
  | "network"
  /** The provider's patience ended and it closed the socket. */
  | "timeout"
  /** 429 on every attempt. */
  | "throttled"
  /** 401 or 403. */
  | "unauthorized"
  /** 409: the job stops, nothing is looked up or linked. */
  | "conflict"
  /** Any other answer outside 2xx. */
  | "status"
  /** A body that is not JSON, whatever the status. */
  | "notJson"
  /** A ListResponse whose counters are no numbers, or whose Resources are no list. */
  | "badList"
  /** A create that did not return the new resource with its id. */
  | "emptyCreate"
  /** The answer is well formed and contradicts the question. */
  | "wrongAnswer";

/** Ends a job; {@link ScimClient.job} turns it into a task. */
export class ScimFailure extends Error {
  readonly kind: FailureKind;
  readonly status: number | undefined;

  constructor(kind: FailureKind, message: string, status?: number) {
    super(message);
    this.name = "ScimFailure";
    this.kind = kind;
    this.status = status;
  }
}
