import { spawn } from "node:child_process";
import { projectRoot } from "./docs.ts";

export type GuideStep = {
  readonly command: string;
  /** The `text` block right after it: what it prints, where `…` stands for anything. */
  readonly output: RegExp | undefined;
};

/** The commands of a guide in order, each with the output that the guide promises. */
export function guideSteps(markdown: string): readonly GuideStep[] {
  const fences = [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
  return fences.flatMap(([, language, command = ""], index) => {
    if (language !== "sh") return [];
    const [, next, text = ""] = fences[index + 1] ?? [];
    return [{ command, output: next === "text" ? pattern(text) : undefined }];
  });
}

/** What a guide shows, as a pattern: `…` is what changes from run to run. */
export function pattern(text: string): RegExp {
  const parts = text
    .trim()
    .split("…")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[\\s\\S]*")}$`);
}

/** Types the commands into one shell, as a reader would; gives back what each has printed. */
export async function typeIn(commands: readonly string[]): Promise<readonly string[]> {
  const border = "\u001e";
  const script = ["set -eu", ...commands.map((command) => `${command}\nprintf '${border}'`)].join("\n");
  const shell = spawn("sh", ["-c", script], { cwd: projectRoot, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let complaints = "";
  shell.stdout.on("data", (chunk) => {
    output += chunk;
  });
  shell.stderr.on("data", (chunk) => {
    complaints += chunk;
  });
  const status = await new Promise<number | null>((resolve) => shell.once("close", resolve));
  if (status !== 0) throw new Error(`The shell ended with ${status}:\n${output}\n${complaints}`);
  return output.split(border).slice(0, -1);
}
