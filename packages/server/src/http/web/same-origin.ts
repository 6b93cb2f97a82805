import { AppError } from "../../kernel/errors.ts";

const SAFE = new Set(["GET", "HEAD"]);
const WITH_BODY = new Set(["POST", "PUT", "PATCH"]);
const JSON_TYPE = /^application\/json\s*(;|$)/i;

/**
 * Refuses a request with a cookie unless our own page sent it. A browser adds its cookies to whatever any site
 * makes it send; what a site cannot do is to forge `Sec-Fetch-Site` and `Origin`, nor send JSON to another
 * origin unasked.
 */
export function requireSameOrigin(request: Request, publicUrl: string): void {
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const safe = SAFE.has(request.method);
  // `none`: the address was typed, or opened from a bookmark; no page can cause that.
  if (site !== null && site !== "same-origin" && !(safe && site === "none")) throw foreign();
  if (origin !== null && !isOurs(origin, request, publicUrl)) throw foreign();
  if (safe) return;
  if (origin === null && site === null) throw foreign();
  if (WITH_BODY.has(request.method) && !JSON_TYPE.test(request.headers.get("content-type") ?? ""))
    throw new AppError("unsupported_media_type", "Send the body as Content-Type: application/json.");
}

/** The public address, or the host that was really asked: an operator may also reach it on its own port. */
function isOurs(origin: string, request: Request, publicUrl: string): boolean {
  if (origin === new URL(publicUrl).origin) return true;
  return URL.canParse(origin) && new URL(origin).host === request.headers.get("host");
}

function foreign(): AppError {
  return new AppError("forbidden", "This request came from another site and was refused.");
}
