const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8_000;
/** Who is told to wait longer than this had better be told so. */
const LONGEST_RETRY_AFTER_MS = 60_000;

export function isTransient(status: number): boolean {
  return status === 429 || status >= 500;
}

/**
 * How long to wait before the next attempt: what the server asks for in Retry-After (RFC 9110 §10.2.3), else
 * longer each time, with jitter, because clients that failed together must not come back together. `undefined`
 * when the server asks for more than a caller would wait.
 */
export function retryDelay(attempt: number, headers: Headers | undefined): number | undefined {
  const asked = retryAfter(headers?.get("retry-after") ?? "");
  if (asked !== undefined) return asked <= LONGEST_RETRY_AFTER_MS ? asked : undefined;
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt) * (0.5 + Math.random() / 2);
}

function retryAfter(text: string): number | undefined {
  if (/^\d+$/.test(text.trim())) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** Rejects with the signal's reason as soon as it is aborted. */
export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
