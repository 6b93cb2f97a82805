import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Config } from "../config/config.ts";
import { publicUrlProblems } from "../config/public-url.ts";
import type { Installation } from "../http/web/overview.ts";
import type { Storage } from "../storage/storage.ts";

const manifest = fileURLToPath(new URL("../../package.json", import.meta.url));

/** Where `npm run build -w @rollcall/web` puts the web applications. */
export const WEB_FOLDER = fileURLToPath(new URL("../../../../web/dist", import.meta.url));

export function describeInstallation(config: Config, storage: Pick<Storage, "engine">): Installation {
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  return {
    publicUrl: config.publicUrl,
    publicUrlProblems: publicUrlProblems(config.publicUrl),
    version,
    nodeVersion: process.versions.node,
    database: storage.engine.dialect.name,
  };
}
