import type { Json } from "../management/api-server.ts";

export type WebAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Json & { readonly message: string };
};

export type WebRequest = {
  readonly cookie?: string;
  readonly body?: unknown;
  /** Instead of those of one of our own pages. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** What a browser sends from one of our pages, and its cookies by hand. */
export type WebClient = {
  call(method: string, path: string, request?: WebRequest): Promise<WebAnswer>;
  /** Uses a portal link. */
  open(token: string): Promise<WebAnswer & SessionAnswer>;
  signIn(apiKey: string): Promise<WebAnswer & SessionAnswer>;
};

type SessionAnswer = {
  readonly setCookie: string;
  /** As the browser sends it back. */
  readonly cookie: string;
};

export function webClient(origin: string): WebClient {
  const call: WebClient["call"] = async (method, path, { cookie, body, headers } = {}) => {
    const response = await fetch(origin + path, {
      method,
      redirect: "manual",
      headers: {
        ...(headers ?? {
          Origin: origin,
          "Sec-Fetch-Site": "same-origin",
          "Content-Type": "application/json",
        }),
        ...(cookie === undefined ? {} : { Cookie: cookie }),
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get("content-type")?.includes("json") && text !== "";
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: json ? JSON.parse(text) : undefined,
    };
  };
  const withSession = async (path: string, body: object) => {
    const answer = await call("POST", path, { body });
    const setCookie = answer.headers.get("set-cookie") ?? "";
    return { ...answer, setCookie, cookie: setCookie.split(";")[0] ?? "" };
  };
  return {
    call,
    open: (token) => withSession("/_/portal/session", { token }),
    signIn: (apiKey) => withSession("/_/session", { api_key: apiKey }),
  };
}
