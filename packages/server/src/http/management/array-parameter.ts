/**
 * The values of a list in the query, in every way that the official SDKs write one: `k=a,b` (Node, Python),
 * `k=a&k=b` (Go, Ruby), `k[0]=a&k[1]=b` (PHP), `k[]=a&k[]=b` (curl), and mixtures of these. `undefined` when the
 * parameter is absent or empty.
 */
export function arrayParameter(url: string, name: string): readonly string[] | undefined {
  const values: string[] = [];
  for (const [key, value] of new URL(url).searchParams) {
    const base = key.replace(/\[\d*\]$/, "");
    if (base === name) values.push(...value.split(",").map((part) => part.trim()));
  }
  const given = values.filter((value) => value !== "");
  return given.length > 0 ? given : undefined;
}
