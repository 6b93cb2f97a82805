import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

const COMMANDS = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/** Where it stands when it is not on PATH. */
const PLACES = [
  "/usr/lib/chromium/chromium",
  "/opt/google/chrome/chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The command for those who may not, or can not, let us install it. */
const ADVICE: { readonly [platform: string]: string } = {
  debian: "sudo apt-get update && sudo apt-get install -y chromium",
  darwin: "brew install --cask chromium",
};

/** What the decision asks of the machine. */
export type Machine = {
  readonly env: { readonly [name: string]: string | undefined };
  readonly platform: string;
  readonly isRoot: boolean;
  readonly isDebian: boolean;
  isExecutable(path: string): boolean;
  /** Installs Debian's package; throws when apt-get fails. */
  install(): void;
};

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function installDebianPackage(): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const parameters of [
    ["update", "-qq"],
    ["install", "-y", "-qq", "chromium"],
  ]) {
    execFileSync("apt-get", parameters, { env, stdio: ["ignore", "ignore", "inherit"], timeout: 300_000 });
  }
}

function isDebianFamily(): boolean {
  // Ubuntu's package is a stub that sends one to snap, which does not run in a container.
  return existsSync("/etc/os-release") && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
}

const thisMachine = (): Machine => ({
  env: process.env,
  platform: process.platform,
  isRoot: process.getuid?.() === 0,
  isDebian: isDebianFamily(),
  isExecutable,
  install: installDebianPackage,
});

function installed(machine: Machine): string | undefined {
  const folders = (machine.env.PATH ?? "").split(delimiter).filter(isAbsolute);
  const candidates = COMMANDS.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...PLACES].find((path) => machine.isExecutable(path));
}

/**
 * The path of a Chromium to run browser tests with: `ROLLCALL_CHROMIUM`, else an installed one, else
 * Debian's when we are root there. Throws with the one command to type; a test never skips for want of it.
 */
export function findChromium(machine: Machine = thisMachine()): string {
  const chosen = machine.env.ROLLCALL_CHROMIUM;
  if (chosen) {
    if (machine.isExecutable(chosen)) return chosen;
    throw new Error(
      `ROLLCALL_CHROMIUM names ${chosen}, which is not a program. Type: unset ROLLCALL_CHROMIUM`,
    );
  }
  const found = installed(machine);
  if (found) return found;
  const advice =
    ADVICE[machine.isDebian ? "debian" : machine.platform] ?? "export ROLLCALL_CHROMIUM=/path/to/chromium";
  const missing = `Browser tests need Chromium. Type: ${advice}`;
  if (!machine.isRoot || !machine.isDebian) throw new Error(missing);
  try {
    machine.install();
  } catch (cause) {
    throw new Error(missing, { cause });
  }
  const fresh = installed(machine);
  if (fresh) return fresh;
  throw new Error(missing);
}
