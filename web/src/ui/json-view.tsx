import { Code } from "@mantine/core";

/** JSON as text: what a provider sent is shown, and never run. */
export function JsonView({ value, label }: { readonly value: unknown; readonly label: string }) {
  return (
    <Code
      block
      aria-label={label}
      // A region that scrolls has to be reached by keyboard.
      tabIndex={0}
      role="region"
      mah={520}
      style={{ overflow: "auto", whiteSpace: "pre-wrap" }}
    >
      {JSON.stringify(value, undefined, 2)}
    </Code>
  );
}
