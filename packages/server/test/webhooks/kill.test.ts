import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { startReceiver } from "./receiver.ts";
import { everyType, firstArrivals, oneTo, openSetting, quick, type Setting } from "./setting.ts";

const program = fileURLToPath(new URL("./dispatch-process.ts", import.meta.url));
const settings = { ...quick, leaseMs: 700, callTimeoutMs: 400, clockSkewMs: 100, recordBatch: 10 };

function startDispatcher({ url, key }: Setting): ChildProcess {
  const parameters = [program, url, Buffer.from(key).toString("base64"), JSON.stringify(settings)];
  const child = spawn(process.execPath, parameters, { stdio: ["ignore", "ignore", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

describe.each(engines)("a dispatcher that is killed again and again on %s", { timeout: 60_000 }, (engine) => {
  it("loses nothing and keeps each directory's order", async () => {
    const setting = await openSetting(engine);
    let calls = 0;
    const target = await startReceiver(() => ({ status: ++calls % 7 === 0 ? 503 : 200, delayMs: 2 }));
    onTestFinished(() => target.close());
    await setting.endpoints.create({ endpointUrl: target.url, events: everyType });
    const directories = ["directory_a", "directory_b", "directory_c"];
    for (const directory of directories) await setting.log(directory, 150);

    let kills = 0;
    while (kills < 5) {
      const child = startDispatcher(setting);
      const before = target.calls.length;
      await vi.waitFor(() => expect(target.calls.length).toBeGreaterThan(before + 20 + kills), {
        timeout: 20_000,
        interval: 3,
      });
      child.kill("SIGKILL");
      await once(child, "exit");
      kills += 1;
      expect(target.accepted().length).toBeLessThan(450);
    }
    startDispatcher(setting);
    await vi.waitFor(
      async () => expect(await setting.store.deliveryStats()).toMatchObject({ pending: 0, behind: 0 }),
      { timeout: 30_000, interval: 50 },
    );
    for (const directory of directories)
      expect(firstArrivals(target.accepted()).get(directory)).toEqual(oneTo(150));
    expect(await setting.store.deliveryStats()).toMatchObject({ parked: 0, failed: 0 });
  });
});
