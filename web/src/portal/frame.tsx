import { Anchor, Box, Button, Container, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { endPortalSession, type PortalSession } from "../api/portal.ts";
import { forgetSession } from "../api/query-client.ts";
import { ColorSchemeButton } from "../ui/color-scheme-button.tsx";
import { PublicUrlAlert } from "../ui/public-url-alert.tsx";
import { useAction } from "../ui/use-action.ts";
import { text } from "./text.ts";

type FrameProps = { readonly session: PortalSession; readonly children: ReactNode };

export function Frame({ session, children }: FrameProps) {
  const client = useQueryClient();
  const end = useAction({
    run: endPortalSession,
    onDone: () => forgetSession(client),
  });
  return (
    <Container size="md" py="lg">
      <Stack gap="lg">
        <Group component="header" justify="space-between" gap="sm">
          <Stack gap={0}>
            <Text fw={700}>{session.organization.name}</Text>
            {session.return_url !== null && (
              <Anchor href={session.return_url} underline="always" size="sm" rel="noreferrer">
                {text.header.back}
              </Anchor>
            )}
          </Stack>
          <Group gap="sm">
            <ColorSchemeButton />
            <Button variant="default" size="sm" loading={end.isPending} onClick={() => end.mutate()}>
              {text.header.end}
            </Button>
          </Group>
        </Group>
        <Box component="main">
          <Stack gap="lg">
            <PublicUrlAlert publicUrl={session.public_url} problems={session.public_url_problems}>
              {text.publicUrl}
            </PublicUrlAlert>
            {children}
          </Stack>
        </Box>
      </Stack>
    </Container>
  );
}
