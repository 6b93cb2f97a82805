#!/usr/bin/env node
import module from "node:module";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `rollcall: Node 22.18 or later is needed, this is ${process.version}; run it with npx or npm.\n`,
  );
  process.exit(1);
}
// The second start compiles nothing again, which is half of what a start costs.
module.enableCompileCache();
await import("../src/cli/main.ts");
