import { Breadcrumbs, Group, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTitle } from "../ui/use-title.ts";

type PageProps = {
  readonly title: string;
  /** Links to what this is part of. */
  readonly trail?: readonly ReactNode[];
  readonly badge?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
};

export function Page({ title, trail = [], badge, actions, children }: PageProps) {
  useTitle(title);
  return (
    <Stack gap="lg">
      <Stack gap={4}>
        {trail.length > 0 && (
          <nav aria-label="Breadcrumbs">
            <Breadcrumbs>{trail}</Breadcrumbs>
          </nav>
        )}
        <Group justify="space-between" gap="sm">
          <Group gap="sm">
            <Title order={1} size="h2">
              {title}
            </Title>
            {badge}
          </Group>
          {actions}
        </Group>
      </Stack>
      {children}
    </Stack>
  );
}
