import { Badge, type MantineColor } from "@mantine/core";

const colors: Readonly<Record<string, MantineColor>> = {
  active: "teal",
  linked: "teal",
  enabled: "teal",
  inactive: "gray",
  unlinked: "gray",
  disabled: "gray",
  deleting: "red",
};

const words: Readonly<Record<string, string>> = { linked: "enabled", unlinked: "disabled" };

/** The state of a directory, a user or a webhook, in a word and a colour. */
export function StateBadge({ state }: { readonly state: string }) {
  return (
    <Badge variant="dot" color={colors[state] ?? "gray"} tt="none" c="inherit" miw="max-content">
      {words[state] ?? state}
    </Badge>
  );
}
