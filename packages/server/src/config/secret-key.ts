import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Config, Secrets } from "./config.ts";
import { ConfigError } from "./config-error.ts";

/**
 * The installation's secret keys: from the environment, or with SQLite from `secret.key` beside the database,
 * made on the first start and readable by its owner only. Several replicas need one key, so that PostgreSQL
 * has no default.
 */
export function loadSecretKeys({ databaseUrl }: Config, { secretKeys }: Secrets): readonly Uint8Array[] {
  if (secretKeys) return secretKeys;
  if (!databaseUrl.startsWith("sqlite:")) {
    throw new ConfigError(
      "ROLLCALL_SECRET_KEY is required with PostgreSQL: write 32 bytes in base64 (openssl rand -base64 32)",
    );
  }
  const path = join(dirname(databaseUrl.slice("sqlite:".length)), "secret.key");
  const key = keyAt(path);
  if (key.length !== 32)
    throw new ConfigError(`${path} must hold 32 bytes in base64; restore it from your backup`);
  return [key];
}

function keyAt(path: string): Uint8Array {
  try {
    return readKey(path) ?? createKey(path);
  } catch (error) {
    throw new ConfigError(`${path} cannot be read or made: ${(error as Error).message}`);
  }
}

function readKey(path: string): Uint8Array | undefined {
  try {
    return new Uint8Array(Buffer.from(readFileSync(path, "utf8").trim(), "base64"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function createKey(path: string): Uint8Array {
  const key = randomBytes(32);
  mkdirSync(dirname(path), { recursive: true });
  // `wx`: of two processes that start at once, the second must not replace the key that the first already uses.
  writeFileSync(path, `${key.toString("base64")}\n`, { mode: 0o600, flag: "wx" });
  return new Uint8Array(key);
}
