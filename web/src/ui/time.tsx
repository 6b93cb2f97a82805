const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

const units = [
  { unit: "day", seconds: 86_400 },
  { unit: "hour", seconds: 3_600 },
  { unit: "minute", seconds: 60 },
] as const;

/** An instant as people say it, with the exact one a pointer away; a dash for never. */
export function Time({ at, never = "never" }: { readonly at: string | null; readonly never?: string }) {
  if (at === null) return <span>{never}</span>;
  const instant = new Date(at);
  return (
    <time dateTime={at} title={exact.format(instant)} style={{ whiteSpace: "nowrap" }}>
      {ago(instant)}
    </time>
  );
}

function ago(instant: Date): string {
  const seconds = Math.round((instant.getTime() - Date.now()) / 1000);
  const fit = units.find((each) => Math.abs(seconds) >= each.seconds);
  if (!fit) return Math.abs(seconds) < 10 ? "just now" : relative.format(seconds, "second");
  return fit.unit === "day" && Math.abs(seconds) > 30 * fit.seconds
    ? exact.format(instant)
    : relative.format(Math.round(seconds / fit.seconds), fit.unit);
}
