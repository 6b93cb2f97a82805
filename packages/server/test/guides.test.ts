import { expect, onTestFinished, test } from "vitest";
import { findTool } from "./support/debian-tool.ts";
import { readDoc, substitute } from "./support/docs.ts";
import { freePort } from "./support/free-port.ts";
import { guideSteps, typeIn } from "./support/guide.ts";
import { startProcess } from "./support/serve-process.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

test("every command of the first-event guide does what the guide says", async () => {
  findTool("curl", "curl");
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const port = await freePort();
  const guide = substitute(
    readDoc("guides/first-event.md"),
    new Map([
      ["localhost:8787", `localhost:${port}`],
      ["127.0.0.1:8787", `127.0.0.1:${port}`],
      ["3999", String(await freePort())],
    ]),
  );
  const [start, ...steps] = guideSteps(guide);
  const server = await startProcess(start?.command ?? "", {
    ROLLCALL_DATABASE_URL: `sqlite:${folder.path}/rollcall.db`,
    ROLLCALL_PORT: String(port),
  });
  onTestFinished(server.stop);
  const printed = server.output.slice(server.output.indexOf("API key"));
  expect(printed).toMatch(start?.output ?? /never/);

  const [, key = ""] = /^API key, shown this once: (sk_\S+)$/m.exec(printed) ?? [];
  const outputs = await typeIn(steps.map(({ command }) => command.replace("sk_your_key", key)));
  for (const [index, { output }] of steps.entries()) {
    if (output) expect(outputs[index]?.trim()).toMatch(output);
  }
}, 120_000);
