import { spawn } from "node:child_process";
import { projectRoot } from "./docs.ts";

export type ServeProcess = { readonly output: string; stop(): Promise<void> };

/** `npm start` loads everything from the disk the first time, on a machine that runs other tests beside this. */
const START_PATIENCE_MS = 60_000;

/** Runs a command that serves, until it has said that it listens. Its process group ends with `stop`. */
export async function startProcess(
  command: string,
  env: Readonly<Record<string, string>>,
): Promise<ServeProcess> {
  const child = spawn("sh", ["-c", command], {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  let complaints = "";
  child.stderr.on("data", (chunk) => {
    complaints += chunk;
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async () => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    await ended;
  };
  const listening = new Promise<boolean>((resolve) => {
    child.stdout.on("data", (chunk) => {
      output += chunk;
      if (/^Rollcall listens on .*\n(.*\n)*Next: .*\n/m.test(output)) resolve(true);
    });
    child.once("close", () => resolve(false));
    setTimeout(() => resolve(false), START_PATIENCE_MS).unref();
  });
  if (await listening) return { output, stop };
  await stop();
  throw new Error(`It does not listen:\n${output}\n${complaints}`);
}
