import ipaddr from "ipaddr.js";
import { ConfigError } from "./config-error.ts";

/** Everything that the environment decides. Secrets stand apart, in {@link Secrets}, so that a dump of this is harmless. */
export type Config = {
  readonly databaseUrl: string;
  readonly host: string;
  readonly port: number;
  /** Without a trailing slash. What `scim_url`, `meta.location` and `$ref` start with. */
  readonly publicUrl: string;
  /** Permits http and private addresses as webhook targets. */
  readonly webhookAllowPrivate: boolean;
  readonly rateLimit: boolean;
  readonly deprovisioning: "retain" | "delete";
  readonly trustProxy: TrustProxy;
  /** A port of its own for `/metrics`, without a key. */
  readonly metricsPort: number | undefined;
  readonly logLevel: LogLevel;
};

export type Secrets = {
  readonly apiKey: string | undefined;
  readonly scimToken: string | undefined;
  /** Base64 keys of 32 bytes, the current one first; undefined lets SQLite keep one beside its file. */
  readonly secretKeys: readonly Uint8Array[] | undefined;
};

/** Whose word about the client's address is taken: nobody's, that many hops', or these networks'. */
export type TrustProxy =
  | { readonly kind: "none" }
  | { readonly kind: "hops"; readonly count: number }
  | { readonly kind: "networks"; readonly cidrs: readonly string[] };

const logLevels = ["silent", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof logLevels)[number];

export type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORT = 8787;
const KEY_LENGTH = 32;

/** Reads and checks the environment; throws {@link ConfigError} on the first value that cannot be used. */
export function readConfig(env: Environment): Config {
  const port = readPort(env, "ROLLCALL_PORT") ?? DEFAULT_PORT;
  return {
    databaseUrl: readDatabaseUrl(env),
    host: text(env, "ROLLCALL_HOST") ?? "127.0.0.1",
    port,
    publicUrl: readPublicUrl(env, port),
    webhookAllowPrivate:
      readChoice(env, "ROLLCALL_WEBHOOK_ALLOW_PRIVATE", ["true", "false"], "false") === "true",
    rateLimit: readChoice(env, "ROLLCALL_RATE_LIMIT", ["on", "off"], "on") === "on",
    deprovisioning: readChoice(env, "ROLLCALL_DEPROVISIONING", ["retain", "delete"], "retain"),
    trustProxy: readTrustProxy(env),
    metricsPort: readPort(env, "ROLLCALL_METRICS_PORT"),
    logLevel: readChoice(env, "ROLLCALL_LOG_LEVEL", logLevels, "info"),
  };
}

export function readSecrets(env: Environment): Secrets {
  const apiKey = text(env, "ROLLCALL_API_KEY");
  if (apiKey !== undefined && !(apiKey.startsWith("sk_") && apiKey.length >= KEY_LENGTH)) {
    throw new ConfigError(`ROLLCALL_API_KEY must start with sk_ and have ${KEY_LENGTH} characters or more`);
  }
  const scimToken = text(env, "ROLLCALL_SCIM_TOKEN");
  if (scimToken !== undefined && (scimToken.length < KEY_LENGTH || /\s/.test(scimToken))) {
    throw new ConfigError(`ROLLCALL_SCIM_TOKEN must have ${KEY_LENGTH} characters or more and no spaces`);
  }
  return { apiKey, scimToken, secretKeys: readSecretKeys(env) };
}

function readDatabaseUrl(env: Environment): string {
  const url = text(env, "ROLLCALL_DATABASE_URL") ?? text(env, "DATABASE_URL") ?? "sqlite:data/rollcall.db";
  if (/^sqlite:.+/.test(url) || /^postgres(ql)?:\/\/.+/.test(url)) return url;
  throw new ConfigError(
    "ROLLCALL_DATABASE_URL must be sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE",
  );
}

function readPublicUrl(env: Environment, port: number): string {
  const given = text(env, "ROLLCALL_PUBLIC_URL");
  if (given === undefined) return `http://localhost:${port}`;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const usable =
    url &&
    /^https?:$/.test(url.protocol) &&
    url.search === "" &&
    url.hash === "" &&
    url.pathname === "/" &&
    url.username === "";
  if (!usable)
    throw new ConfigError(
      "ROLLCALL_PUBLIC_URL must be the origin that providers reach, such as https://dsync.example.com",
    );
  return url.origin;
}

function readPort(env: Environment, name: string): number | undefined {
  const given = text(env, name);
  if (given === undefined) return undefined;
  const port = Number(given);
  if (!/^\d+$/.test(given) || port > 65_535)
    throw new ConfigError(`${name} must be a port from 0 to 65535, not ${JSON.stringify(given)}`);
  return port;
}

function readChoice<const Choice extends string>(
  env: Environment,
  name: string,
  choices: readonly Choice[],
  fallback: NoInfer<Choice>,
): Choice {
  const given = text(env, name);
  if (given === undefined) return fallback;
  const choice = choices.find((each) => each === given);
  if (choice === undefined)
    throw new ConfigError(`${name} must be ${choices.join(" or ")}, not ${JSON.stringify(given)}`);
  return choice;
}

function readTrustProxy(env: Environment): TrustProxy {
  const given = text(env, "ROLLCALL_TRUST_PROXY");
  if (given === undefined || given === "off" || given === "0") return { kind: "none" };
  if (/^\d+$/.test(given)) return { kind: "hops", count: Number(given) };
  const cidrs = given.split(",").map((part) => part.trim());
  if (cidrs.every((cidr) => ipaddr.isValidCIDR(cidr))) return { kind: "networks", cidrs };
  throw new ConfigError(
    "ROLLCALL_TRUST_PROXY must be off, the number of proxies in front, or their networks (10.0.0.0/8,fd00::/8)",
  );
}

function readSecretKeys(env: Environment): readonly Uint8Array[] | undefined {
  const given = text(env, "ROLLCALL_SECRET_KEY");
  return given?.split(",").map((part) => {
    const key = Buffer.from(part.trim(), "base64");
    if (key.length === KEY_LENGTH) return new Uint8Array(key);
    throw new ConfigError(
      "ROLLCALL_SECRET_KEY must be 32 bytes in base64 (openssl rand -base64 32); to rotate, write new,old",
    );
  });
}

/** An empty variable is what an unset one looks like in compose files. */
function text(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === "" ? undefined : value;
}
