import { request } from "node:https";
import { publicName } from "./proxies.ts";

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
};

export type Call = {
  readonly method?: string;
  /** Sent as it is: nothing resolves its slashes. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Does not say how long the body is. */
  readonly chunked?: boolean;
  /** Another address of the loopback network, to be another client. */
  readonly from?: string;
};

/** One request to the proxy by its public name, on a connection of its own, trusting its certificate only. */
export function httpsCall(port: number, ca: string, call: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        servername: publicName,
        port,
        ca,
        agent: false,
        method: call.method ?? "GET",
        path: call.path,
        headers: {
          host: `${publicName}:${port}`,
          ...framing(call),
          ...call.headers,
        },
        ...(call.from === undefined ? {} : { localAddress: call.from }),
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
        response.on("error", reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(call.body);
  });
}

function framing({ body, chunked }: Call): Readonly<Record<string, string>> {
  if (body === undefined) return {};
  return chunked ? { "transfer-encoding": "chunked" } : { "content-length": String(Buffer.byteLength(body)) };
}
