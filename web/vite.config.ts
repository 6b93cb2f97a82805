import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const root = import.meta.dirname;
const outDir = join(root, "dist");

/** Writes `.br` beside each asset once, at the best level, instead of at each request. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      const folder = join(outDir, "assets");
      for (const name of readdirSync(folder).filter((each) => /[.](js|css|svg)$/.test(each))) {
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(readFileSync(join(folder, name))));
      }
    },
  };
}

// Started by a test run, the build would inherit its NODE_ENV, and with it React's development code.
process.env.NODE_ENV = "production";

export default defineConfig({
  root,
  // Both pages share their assets, which the server hands out below its own prefix.
  base: "/_/",
  plugins: [react(), compressed()],
  // The server puts a fresh nonce in its place; see `web-files.ts`.
  html: { cspNonce: "__NONCE__" },
  build: {
    outDir,
    emptyOutDir: true,
    target: "es2023",
    // An inlined asset would be a data: URL, which the content security policy refuses for all but images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: [join(root, "dashboard.html"), join(root, "portal.html")] },
  },
});
