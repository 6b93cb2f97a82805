import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** Where Debian puts servers, which is not on every user's PATH. */
const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/**
 * The path of a program that a test runs for real: an installed one, else Debian's package when we are root
 * there. Throws with the one command to type; a test never skips for want of it.
 */
export function findTool(program: string, debianPackage: string): string {
  const installed = find(program);
  if (installed !== undefined) return installed;
  const missing = `This test runs ${program}. Type: sudo apt-get update && sudo apt-get install -y ${debianPackage}`;
  if (process.getuid?.() !== 0 || !isDebian()) throw new Error(missing);
  try {
    install(debianPackage);
  } catch (cause) {
    throw new Error(missing, { cause });
  }
  const fresh = find(program);
  if (fresh === undefined) throw new Error(missing);
  return fresh;
}

function find(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter).filter(isAbsolute), ...SYSTEM_FOLDERS];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isDebian(): boolean {
  return existsSync("/etc/os-release") && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
}

function install(debianPackage: string): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const parameters of [
    ["update", "-qq"],
    ["install", "-y", "-qq", "--no-install-recommends", debianPackage],
  ]) {
    execFileSync("apt-get", parameters, { env, stdio: ["ignore", "ignore", "inherit"], timeout: 300_000 });
  }
}
