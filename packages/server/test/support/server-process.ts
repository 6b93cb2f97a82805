import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { TEST_API_KEY } from "./api-client.ts";

const program = fileURLToPath(new URL("../../bin/rollcall.js", import.meta.url));

/** `rollcall serve` as a process of its own, to be killed. */
export type ServerProcess = {
  readonly port: number;
  /** `kill -9`: no handler runs, nothing is flushed. */
  kill(): Promise<void>;
};

/** Starts the server on a database; port 0 takes a free one. Rejects when it ends before it listens. */
export async function startServerProcess(options: {
  readonly databaseUrl: string;
  readonly port?: number;
}): Promise<ServerProcess> {
  const child = spawn(process.execPath, [program, "serve"], {
    env: {
      ...process.env,
      ROLLCALL_DATABASE_URL: options.databaseUrl,
      ROLLCALL_PORT: String(options.port ?? 0),
      ROLLCALL_API_KEY: TEST_API_KEY,
      ROLLCALL_SECRET_KEY: Buffer.alloc(32, 7).toString("base64"),
      ROLLCALL_WEBHOOK_ALLOW_PRIVATE: "true",
      ROLLCALL_RATE_LIMIT: "off",
      ROLLCALL_LOG_LEVEL: "error",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return {
    port: await listeningPort(child),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

async function listeningPort(child: ChildProcess): Promise<number> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const port = /listens on http:\/\/[^ ]+:(\d+)/.exec(line)?.[1];
    if (port === undefined) continue;
    // Unread output would fill the pipe and stop the server.
    child.stdout!.resume();
    return Number(port);
  }
  throw new Error("the server ended before it listened");
}
