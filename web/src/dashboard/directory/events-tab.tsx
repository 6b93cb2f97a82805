import { Stack, Text } from "@mantine/core";
import type { Directory } from "@rollcall/sdk";
import { EventsList } from "../events-list.tsx";
import { TextLink } from "../link.tsx";

export function EventsTab({ directory }: { readonly directory: Directory }) {
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        The latest of this directory. All of them are under{" "}
        <TextLink to="/events" underline="always">
          Events
        </TextLink>
        .
      </Text>
      <EventsList filter={{ organization_id: directory.organization_id }} directoryId={directory.id} />
    </Stack>
  );
}
