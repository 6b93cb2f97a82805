import ipaddr from "ipaddr.js";

/** Where a NAT64 gateway stands for an IPv4 address, in the last four bytes (RFC 6052 §2.1). */
const NAT64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

/**
 * Whether an IP address is one of the public Internet. Everything with a special purpose is not: private,
 * loopback, link-local, carrier-grade NAT, multicast, unspecified, documentation and the tunnels; an IPv4 address
 * inside an IPv6 one counts as itself.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address instanceof ipaddr.IPv6 && address.match(NAT64))
    return isPublicAddress(address.toByteArray().slice(-4).join("."));
  return address.range() === "unicast";
}
