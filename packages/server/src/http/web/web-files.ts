import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { commonHeaders, pageHeaders } from "./security-headers.ts";

export type WebPage = "dashboard" | "portal";

/** The built web applications. Read once, at the first request for one of them. */
export type WebFiles = {
  page(name: WebPage): Promise<Response>;
  /** A file of `assets/`; `undefined` when there is none of this name. */
  asset(name: string, acceptEncoding: string): Promise<Response | undefined>;
};

/** What the build writes where the nonce of each answer belongs. */
const NONCE = "__NONCE__";
const NONCE_BYTES = 16;

const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

type Built = {
  readonly pages: Readonly<Record<WebPage, string>>;
  readonly assets: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
};

/** @param folder where the build is; without one, pages say how to make it. */
export function createWebFiles(folder: string): WebFiles {
  let reading: Promise<Built | undefined> | undefined;
  const built = async () => {
    reading ??= read(folder);
    const found = await reading;
    // Looked for again until it is there: the build may be under way.
    if (!found) reading = undefined;
    return found;
  };

  return {
    async page(name) {
      const html = (await built())?.pages[name];
      if (html === undefined) return notBuilt();
      const nonce = randomBytes(NONCE_BYTES).toString("base64");
      const headers = { ...pageHeaders(nonce), "Content-Type": "text/html; charset=utf-8" };
      return new Response(html.replaceAll(NONCE, nonce), { headers });
    },

    async asset(name, acceptEncoding) {
      const type = types[extname(name)];
      const assets = (await built())?.assets;
      const plain = assets?.get(name);
      if (!plain || type === undefined) return undefined;
      const packed = /\bbr\b/.test(acceptEncoding) ? assets?.get(`${name}.br`) : undefined;
      return new Response(packed ?? plain, {
        headers: {
          ...commonHeaders,
          "Content-Type": type,
          "Cache-Control": "public, max-age=31536000, immutable",
          Vary: "Accept-Encoding",
          ...(packed ? { "Content-Encoding": "br" } : {}),
        },
      });
    },
  };
}

async function read(folder: string): Promise<Built | undefined> {
  try {
    const page = (name: WebPage) => readFile(join(folder, `${name}.html`), "utf8");
    const names = await readdir(join(folder, "assets"));
    const assets = await Promise.all(
      names.map(
        async (name) => [name, new Uint8Array(await readFile(join(folder, "assets", name)))] as const,
      ),
    );
    return {
      pages: { dashboard: await page("dashboard"), portal: await page("portal") },
      assets: new Map(assets),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function notBuilt(): Response {
  const text = "The web applications are not built. Type: npm run build -w @rollcall/web\n";
  const headers = { ...commonHeaders, "Content-Type": "text/plain; charset=utf-8" };
  return new Response(text, { status: 503, headers });
}
