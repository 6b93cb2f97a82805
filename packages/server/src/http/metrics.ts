import type { ApiKeys } from "../access/api-keys.ts";

export type MetricsText = { readonly contentType: string; text(): Promise<string> };

/** `GET /metrics` for an operator's scraper. Beside the API it asks for an API key; on a port of its own for none. */
export function createMetricsEndpoint(metrics: MetricsText, apiKeys?: Pick<ApiKeys, "verify">) {
  return async (request: Request): Promise<Response> => {
    if (new URL(request.url).pathname !== "/metrics")
      return refusal(404, "There is nothing here but /metrics.");
    if (request.method !== "GET") return refusal(405, "/metrics takes GET.", { Allow: "GET" });
    if (apiKeys && !(await apiKeys.verify(request.headers.get("authorization") ?? undefined))) {
      const challenge = { "WWW-Authenticate": 'Bearer realm="Rollcall"' };
      return refusal(401, "Unauthorized: send a valid API key as Authorization: Bearer sk_….", challenge);
    }
    return new Response(await metrics.text(), { headers: { "Content-Type": metrics.contentType } });
  };
}

function refusal(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify({ message }), {
    status,
    headers: { "Content-Type": "application/json", ...headers },
  });
}
