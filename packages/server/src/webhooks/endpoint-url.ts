import ipaddr from "ipaddr.js";
import { AppError } from "../kernel/errors.ts";
import { isPublicAddress } from "./public-address.ts";

const MAX_LENGTH = 2048;

export type UrlRules = {
  /** Permits http, and addresses of this machine and its networks. */
  readonly allowPrivateTargets: boolean;
};

/**
 * The URL as it was given, or `invalid_url` with the reason. Names that resolve to a private address are
 * refused at the call, where the answer of the resolver is known.
 */
export function parseEndpointUrl(text: string, rules: UrlRules): string {
  if (text.length > MAX_LENGTH) throw invalid(`has more than ${MAX_LENGTH} characters`);
  // The URL parser drops or encodes it in silence: what is called would not be what was entered.
  if (/[\s\p{Cc}]/u.test(text)) throw invalid("must not contain spaces or line breaks");
  if (!URL.canParse(text)) throw invalid("is not an absolute URL");
  const url = new URL(text);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && rules.allowPrivateTargets))
    throw invalid("must start with https://");
  if (url.username !== "" || url.password !== "") throw invalid("must not contain a user name or password");
  if (!rules.allowPrivateTargets && isPrivateHost(url.hostname)) throw invalid("names a private address");
  // It is never sent: two endpoints that differ in it alone would be the same one twice.
  if (text.includes("#")) throw invalid("must not contain a fragment (#)");
  return text;
}

function isPrivateHost(hostname: string): boolean {
  // RFC 6761 §6.3: these names are this machine, whatever a resolver says.
  if (/(^|\.)localhost\.?$/.test(hostname)) return true;
  const literal = hostname.replace(/^\[(.*)\]$/, "$1");
  return ipaddr.isValid(literal) && !isPublicAddress(literal);
}

function invalid(reason: string): AppError {
  return new AppError("invalid_url", `The endpoint_url ${reason}.`, {
    errors: [{ field: "endpoint_url", code: "invalid_url", message: `The URL ${reason}.` }],
  });
}
