import ipaddr from "ipaddr.js";

/** Why a real Okta will not push to this address, in sentences for people; empty when nothing speaks against it. */
export function publicUrlProblems(publicUrl: string): readonly string[] {
  const { protocol, hostname } = new URL(publicUrl);
  const problems: string[] = [];
  if (protocol !== "https:")
    problems.push("Okta and Entra ID push to https only, and this address is plain http.");
  if (isLocal(hostname))
    problems.push(
      `${hostname} is reachable from this machine or network only; a provider in the cloud cannot reach it.`,
    );
  if (publicUrl.includes("_")) problems.push("Okta refuses a base URL that contains an underscore (_).");
  return problems;
}

function isLocal(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host.endsWith(".local") ||
    host.endsWith(".internal")
  )
    return true;
  if (!ipaddr.isValid(host)) return !host.includes(".");
  return ipaddr.process(host).range() !== "unicast";
}
