import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** One response as it came over the wire. */
export type RawAnswer = {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type RawRequest = {
  readonly method: string;
  /** As it stands on the request line, whatever it is. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
};

type Waiting = {
  readonly head: boolean;
  readonly resolve: (answer: RawAnswer) => void;
  readonly reject: (error: Error) => void;
};

/** The bytes of a request; `Host` and `Content-Length` are added unless given. */
export function requestBytes({ method, path, headers = {}, body }: RawRequest): Buffer {
  const content = body === undefined ? Buffer.alloc(0) : Buffer.from(body as string);
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const lines = [`${method} ${path} HTTP/1.1`];
  if (!names.has("host")) lines.push("Host: localhost");
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body !== undefined && !names.has("content-length") && !names.has("transfer-encoding"))
    lines.push(`Content-Length: ${content.length}`);
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "utf8"), content]);
}

/**
 * A keep-alive connection that sends any bytes: clients of a library tidy a request before it leaves, and what
 * they refuse to send is what a server has to survive. It opens itself again when the server closed it.
 */
export class RawConnection {
  readonly #port: number;
  readonly #waiting: Waiting[] = [];
  #socket: Socket | undefined;
  #received = Buffer.alloc(0);

  constructor(port: number) {
    this.#port = port;
  }

  send(request: RawRequest): Promise<RawAnswer> {
    return this.sendBytes(requestBytes(request), request.method === "HEAD");
  }

  /** Sends bytes that hold one request. */
  async sendBytes(bytes: Buffer | string, head = false): Promise<RawAnswer> {
    const [answer] = await this.pipeline(bytes, 1, head);
    return answer!;
  }

  /** Sends bytes that hold several requests at once. */
  async pipeline(bytes: Buffer | string, count: number, head = false): Promise<readonly RawAnswer[]> {
    const socket = await this.#open();
    const answers = Array.from(
      { length: count },
      () =>
        new Promise<RawAnswer>((resolve, reject) => {
          this.#waiting.push({ head, resolve, reject });
        }),
    );
    socket.write(bytes);
    return Promise.all(answers);
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  async #open(): Promise<Socket> {
    if (this.#socket?.writable && !this.#socket.destroyed) return this.#socket;
    const socket = connect(this.#port, "127.0.0.1");
    this.#socket = socket;
    this.#received = Buffer.alloc(0);
    await once(socket, "connect");
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#read();
    });
    const end = (why: string) => {
      if (this.#socket === socket) this.#socket = undefined;
      socket.destroy();
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(why));
    };
    socket.on("error", (error) => end(error.message));
    socket.on("end", () => end("the server closed the connection without an answer"));
    socket.on("close", () => end("the connection closed without an answer"));
    return socket;
  }

  #read(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const parsed = parseAnswer(this.#received, next.head);
      if (parsed === undefined) return;
      this.#received = this.#received.subarray(parsed.length);
      if (parsed.answer.status < 200) continue;
      this.#waiting.shift();
      // Nothing more comes here: the next request needs a new connection.
      if (parsed.answer.headers.connection === "close") {
        this.#socket?.destroy();
        this.#socket = undefined;
      }
      next.resolve(parsed.answer);
    }
  }
}

function parseAnswer(bytes: Buffer, head: boolean): { answer: RawAnswer; length: number } | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const [first = "", ...lines] = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const status = Number(first.split(" ")[1]);
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const start = end + 4;
  const empty = head || status === 204 || status === 304 || status < 200;
  if (empty) return { answer: { status, headers, body: "" }, length: start };
  if (headers["transfer-encoding"] === "chunked") return parseChunked(bytes, start, { status, headers });
  const length = Number(headers["content-length"] ?? 0);
  if (bytes.length < start + length) return undefined;
  const body = bytes.subarray(start, start + length).toString("utf8");
  return { answer: { status, headers, body }, length: start + length };
}

function parseChunked(
  bytes: Buffer,
  start: number,
  head: Omit<RawAnswer, "body">,
): { answer: RawAnswer; length: number } | undefined {
  const chunks: Buffer[] = [];
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString("latin1"), 16);
    const from = lineEnd + 2;
    if (bytes.length < from + size + 2) return undefined;
    if (size === 0)
      return { answer: { ...head, body: Buffer.concat(chunks).toString("utf8") }, length: from + 2 };
    chunks.push(bytes.subarray(from, from + size));
    at = from + size + 2;
  }
}
