import { eventJson, type LoggedEvent } from "../events/event.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Attempt, WaitingDelivery } from "./delivery.ts";
import { type EgressClient, EgressError, type EgressRequest } from "./egress.ts";
import type { WebhookEndpoint } from "./endpoint.ts";
import { classify, parseRetryAfter, type Verdict } from "./retry-schedule.ts";
import type { Signer } from "./signature.ts";

/** A success's answer is rarely of interest, a failure's nearly always. */
const DELIVERED_EXCERPT = 1024;

export type CallContext = {
  readonly endpoint: WebhookEndpoint;
  readonly sign: Signer;
  readonly egress: EgressClient;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
};

export type CallResult = {
  readonly attempt: Attempt;
  readonly verdict: Verdict;
  readonly retryAfterMs: number | undefined;
};

/** One signed call. Undefined when it was interrupted by the process stopping: that says nothing about the receiver. */
export async function callEndpoint(
  context: CallContext,
  event: LoggedEvent,
  delivery: Pick<WaitingDelivery, "attempts"> & { readonly parked: boolean },
): Promise<CallResult | undefined> {
  const { clock, egress, signal } = context;
  const at = clock.now();
  try {
    const answer = await egress.post(prepare(context, event, delivery, at));
    const now = clock.now();
    const verdict = classify(answer.status);
    const attempt: Attempt = {
      at,
      durationMs: now - at,
      status: answer.status,
      error: verdict === "delivered" ? null : `http_${answer.status}`,
      response: verdict === "delivered" ? answer.excerpt.slice(0, DELIVERED_EXCERPT) : answer.excerpt,
    };
    return { attempt, verdict, retryAfterMs: parseRetryAfter(answer.retryAfter, now) };
  } catch (error) {
    if (signal.aborted) return undefined;
    const code = error instanceof EgressError ? error.code : "call_failed";
    const attempt = { at, durationMs: clock.now() - at, status: null, error: code, response: null };
    return { attempt, verdict: classify(null), retryAfterMs: undefined };
  }
}

/** The request as it leaves. The attempt's number and whether it comes out of order ride in headers of ours. */
function prepare(
  { endpoint, sign, timeoutMs, signal }: CallContext,
  event: LoggedEvent,
  delivery: { readonly attempts: number; readonly parked: boolean },
  now: number,
): EgressRequest {
  const body = eventJson(event);
  return {
    url: endpoint.url,
    headers: {
      "content-type": "application/json",
      "user-agent": "Rollcall-Webhooks",
      ...sign(event.id, body, now),
      "rollcall-attempt": String(delivery.attempts + 1),
      ...(delivery.parked ? { "rollcall-parked": "true" } : {}),
    },
    body,
    timeoutMs,
    signal,
  };
}
