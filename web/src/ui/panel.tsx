import { Group, Paper, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";

type PanelProps = {
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  readonly order?: 2 | 3;
};

/** A titled part of a page. */
export function Panel({ title, children, actions, order = 2 }: PanelProps) {
  return (
    <Paper withBorder p={{ base: "md", sm: "lg" }} component="section" aria-label={title}>
      <Stack gap="md">
        <Group justify="space-between" gap="sm">
          <Title order={order} size="h4">
            {title}
          </Title>
          {actions}
        </Group>
        {children}
      </Stack>
    </Paper>
  );
}
