import { RawConnection } from "./raw-connection.ts";

export type WireHeaders = Readonly<Record<string, string>>;

export type WireAnswer = {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: WireHeaders;
  readonly text: string;
  /** The body as JSON; an empty object when there is none. */
  readonly body: Readonly<Record<string, unknown>>;
};

/** Requests below a SCIM base URL, byte for byte as they are given: path, query and headers are not tidied. */
export type Wire = {
  /** `headers` replace the connection's own of the same name. */
  send(method: string, path: string, body?: unknown, headers?: WireHeaders): Promise<WireAnswer>;
  close(): void;
};

export function wireOf(port: number, basePath: string, common: WireHeaders): Wire {
  const connection = new RawConnection(port);
  return {
    async send(method, path, body, headers = {}) {
      const answer = await connection.send({
        method,
        path: basePath + path,
        headers: { ...common, ...headers },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const { status, body: text } = answer;
      return { status, headers: answer.headers, text, body: text === "" ? {} : JSON.parse(text) };
    },
    close: () => connection.close(),
  };
}
