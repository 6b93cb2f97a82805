import ipaddr from "ipaddr.js";

/**
 * Whether an IP address is one of the public Internet. Everything with a special purpose is not: private,
 * loopback, link-local, carrier-grade NAT, multicast, unspecified, documentation and the tunnels; an IPv4 address
 * inside an IPv6 one counts as itself.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() === "rfc6052") return isPublicAddress(lastFourBytes(address));
  return address.range() === "unicast";
}

/** The IPv4 address that a NAT64 gateway would call (RFC 6052 §2.2, the well-known prefix). */
function lastFourBytes(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  return address.toByteArray().slice(-4).join(".");
}
