import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import { findTool } from "./debian-tool.ts";
import { readDoc, substitute } from "./docs.ts";
import { freePort } from "./free-port.ts";

/** The name that the certificate is for; no resolver knows it. */
export const publicName = "dsync.rollcall.test";

export type Certificate = { readonly certificate: string; readonly key: string; readonly pem: string };

export type RunningProxy = { readonly port: number; stop(): Promise<void> };

/** How long a proxy may take to listen. */
const START_PATIENCE_MS = 15_000;
const LOOK_AGAIN_MS = 50;

export type ProxySetting = {
  /** Rollcall's own address, as the example writes it. */
  readonly upstream: string;
  readonly certificate: Certificate;
  /** The folder for everything that the proxy writes. */
  readonly folder: string;
  /** Networks that may call the management API, in place of the example's. */
  readonly applicationNetworks?: readonly string[];
};

export function selfSignedCertificate(folder: string): Certificate {
  const certificate = join(folder, "fullchain.pem");
  const key = join(folder, "privkey.pem");
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const name = ["-subj", `/CN=${publicName}`, "-addext", `subjectAltName=DNS:${publicName}`];
  const openssl = findTool("openssl", "openssl");
  execFileSync(openssl, ["req", ...kind, ...name, "-keyout", key, "-out", certificate], { stdio: "pipe" });
  return { certificate, key, pem: readFileSync(certificate, "utf8") };
}

/** Runs Caddy with `docs/deploy/Caddyfile`: only the name, the addresses and the certificate are ours. */
export async function startCaddy({ certificate, folder, ...setting }: ProxySetting): Promise<RunningProxy> {
  const port = await freePort();
  const site = `https://${publicName}:${port} {\n\ttls ${certificate.certificate} ${certificate.key}`;
  const example = substitute(
    readDoc("deploy/Caddyfile"),
    new Map([
      ["\ndsync.example.com {", `\n${site}`],
      ["127.0.0.1:8787", setting.upstream],
      ...(setting.applicationNetworks
        ? [["10.0.0.0/8 172.16.0.0/12 192.168.0.0/16", setting.applicationNetworks.join(" ")] as const]
        : []),
    ]),
  );
  // No port 80 and no admin port: several proxies and other tests share this machine.
  const config = join(folder, "Caddyfile");
  writeFileSync(config, `{\n\tadmin off\n\tauto_https off\n}\n${example}`);
  const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
  const caddy = spawn(findTool("caddy", "caddy"), ["run", "--config", config, "--adapter", "caddyfile"], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  return whenListening(caddy, port, certificate);
}

/** Runs nginx with `docs/deploy/nginx.conf` in an http block of its own. */
export async function startNginx({ certificate, folder, ...setting }: ProxySetting): Promise<RunningProxy> {
  const port = await freePort();
  const example = substitute(
    readDoc("deploy/nginx.conf"),
    new Map([
      ["listen 443", `listen 127.0.0.1:${port}`],
      ["server_name dsync.example.com", `server_name ${publicName}`],
      ["/etc/ssl/dsync.example.com/fullchain.pem", certificate.certificate],
      ["/etc/ssl/dsync.example.com/privkey.pem", certificate.key],
      ["127.0.0.1:8787", setting.upstream],
      ...(setting.applicationNetworks
        ? [
            [
              "allow 10.0.0.0/8;",
              setting.applicationNetworks.map((network) => `allow ${network};`).join(" "),
            ] as const,
          ]
        : []),
    ]),
  );
  mkdirSync(join(folder, "bodies"), { recursive: true });
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${join(folder, "bodies", kind)};`)
    .join("\n");
  const user = process.getuid?.() === 0 ? "user root;" : "";
  const config = join(folder, "nginx.conf");
  writeFileSync(
    config,
    `daemon off; worker_processes 1; pid ${join(folder, "nginx.pid")}; error_log stderr warn; ${user}
events {}
http {
access_log off;
${places}
${example}
}
`,
  );
  const nginx = spawn(findTool("nginx", "nginx-light"), ["-p", folder, "-c", config, "-e", "stderr"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  return whenListening(nginx, port, certificate);
}

async function whenListening(
  process: ChildProcess,
  port: number,
  certificate: Certificate,
): Promise<RunningProxy> {
  let said = "";
  process.stderr?.on("data", (chunk) => {
    said = `${said}${chunk}`.slice(-4_000);
  });
  const ended = new Promise<void>((resolve) => process.once("exit", () => resolve()));
  const stop = async () => {
    if (process.exitCode === null) process.kill("SIGTERM");
    await ended;
  };
  const end = Date.now() + START_PATIENCE_MS;
  while (!(await answersTls(port, certificate))) {
    if (process.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error(`The proxy does not listen:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return { port, stop };
}

function answersTls(port: number, { pem }: Certificate): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, servername: publicName, ca: pem });
    socket.once("secureConnect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("secureConnect", () => socket.end());
  });
}
