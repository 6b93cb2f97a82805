import ipaddr from "ipaddr.js";

/** Whose word about the client's address is taken; the shape of the setting. */
export type TrustedProxies =
  | { readonly kind: "none" }
  | { readonly kind: "hops"; readonly count: number }
  | { readonly kind: "networks"; readonly cidrs: readonly string[] };

/**
 * The address of the client: the connection's own, or what trusted proxies say of it in `X-Forwarded-For`. The
 * header is read from the right, because everything left of the first untrusted hop was written by the client.
 */
export function clientAddress(peer: string, forwardedFor: string | null, trusted: TrustedProxies): string {
  const hops = [
    ...(forwardedFor ?? "")
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
    peer,
  ];
  if (trusted.kind === "none") return peer;
  if (trusted.kind === "hops") return hops[Math.max(0, hops.length - 1 - trusted.count)] ?? peer;
  const trustedNetworks = trusted.cidrs.map((cidr) => ipaddr.parseCIDR(cidr));
  for (let index = hops.length - 1; index > 0; index--) {
    if (!within(hops[index] ?? "", trustedNetworks)) return hops[index] ?? peer;
  }
  return hops[0] ?? peer;
}

function within(address: string, networks: readonly ReturnType<typeof ipaddr.parseCIDR>[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return networks.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits));
}
