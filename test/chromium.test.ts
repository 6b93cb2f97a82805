import { expect, it } from "vitest";
import { findChromium, type Machine } from "./chromium.ts";

/** A machine with the given programs; `install` adds Debian's. */
function machine(programs: readonly string[], about: Partial<Machine> = {}): Machine & { installs: number } {
  const present = new Set(programs);
  return {
    env: { PATH: "/usr/local/bin:relative:/usr/bin" },
    platform: "linux",
    isRoot: false,
    isDebian: true,
    installs: 0,
    isExecutable: (path) => present.has(path),
    install() {
      this.installs += 1;
      present.add("/usr/bin/chromium");
    },
    ...about,
  };
}

it("takes ROLLCALL_CHROMIUM before any other", () => {
  const env = { PATH: "/usr/bin", ROLLCALL_CHROMIUM: "/opt/mine" };
  expect(findChromium(machine(["/usr/bin/chromium", "/opt/mine"], { env }))).toBe("/opt/mine");
});

it("refuses a ROLLCALL_CHROMIUM that is not a program rather than quietly taking another", () => {
  const env = { PATH: "/usr/bin", ROLLCALL_CHROMIUM: "/opt/typo" };
  expect(() => findChromium(machine(["/usr/bin/chromium"], { env }))).toThrow(
    /ROLLCALL_CHROMIUM names \/opt\/typo/,
  );
});

it.each([
  "/usr/bin/chromium",
  "/usr/local/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
])("finds %s", (path) => {
  expect(findChromium(machine([path]))).toBe(path);
});

it("prefers Chromium to Chrome", () => {
  expect(findChromium(machine(["/usr/local/bin/google-chrome", "/usr/bin/chromium"]))).toBe(
    "/usr/bin/chromium",
  );
});

it("installs nothing when one is there", () => {
  const root = machine(["/usr/bin/chromium"], { isRoot: true });
  findChromium(root);
  expect(root.installs).toBe(0);
});

it("installs Debian's, once, when root on Debian", () => {
  const root = machine([], { isRoot: true });
  expect(findChromium(root)).toBe("/usr/bin/chromium");
  expect(root.installs).toBe(1);
});

it("names the one command when it may not install", () => {
  const user = machine([]);
  expect(() => findChromium(user)).toThrow(
    "Browser tests need Chromium. Type: sudo apt-get update && sudo apt-get install -y chromium",
  );
  expect(user.installs).toBe(0);
});

it("does not run apt-get on another system", () => {
  const root = machine([], { isRoot: true, isDebian: false });
  expect(() => findChromium(root)).toThrow("export ROLLCALL_CHROMIUM=");
  expect(root.installs).toBe(0);
});

it("names the command, with the cause, when the installation fails", () => {
  const install = () => {
    throw new Error("no network");
  };
  const root = machine([], { isRoot: true, install });
  expect(() => findChromium(root)).toThrow(
    expect.objectContaining({ message: expect.stringContaining("Type: sudo apt-get") }),
  );
});

it("fails when the installation brought no program", () => {
  const root = machine([], { isRoot: true, install: () => undefined });
  expect(() => findChromium(root)).toThrow("Browser tests need Chromium");
});
