import { expect, it } from "vitest";
import { lineProgress, streamProgress } from "./progress.ts";

it("writes over one line of a terminal, cut to its width", () => {
  const chunks: string[] = [];
  const progress = streamProgress({ isTTY: true, columns: 10, write: (chunk) => chunks.push(chunk) });
  progress.update("users 1/2");
  progress.update("users 2/2, and more");
  progress.end();
  expect(chunks).toEqual(["\r\u001b[2Kusers 1/2", "\r\u001b[2Kusers 2/2", "\n"]);
});

it("writes a line every two seconds elsewhere, and the last one", () => {
  const lines: string[] = [];
  let now = 0;
  const progress = lineProgress(
    (line) => lines.push(line),
    2_000,
    () => now,
  );
  for (const [at, line] of [
    [500, "a"],
    [2_000, "b"],
    [3_000, "c"],
    [4_100, "d"],
    [4_200, "e"],
  ] as const) {
    now = at;
    progress.update(line);
  }
  progress.end();
  expect(lines).toEqual(["b", "d", "e"]);
});

it("writes at once what can't wait", () => {
  const lines: string[] = [];
  const progress = lineProgress(
    (line) => lines.push(line),
    2_000,
    () => 0,
  );
  progress.update("users 1/2");
  progress.announce("429: again in 300 s");
  progress.end();
  expect(lines).toEqual(["429: again in 300 s"]);
});

it("is silent when there was nothing to say", () => {
  const chunks: string[] = [];
  streamProgress({ isTTY: true, write: (chunk) => chunks.push(chunk) }).end();
  streamProgress({ write: (chunk) => chunks.push(chunk) }).end();
  expect(chunks).toEqual([]);
});
