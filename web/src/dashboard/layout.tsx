import { AppShell, Box, Burger, Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconBuilding,
  IconGauge,
  IconListDetails,
  IconLogout,
  type IconProps,
  IconWebhook,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useRouterState } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { type OperatorSession, signOut } from "../api/operator.ts";
import { forgetSession } from "../api/query-client.ts";
import { ColorSchemeButton } from "../ui/color-scheme-button.tsx";
import { useAction } from "../ui/use-action.ts";
import { MenuLink } from "./link.tsx";

const pages: readonly {
  readonly to: "/" | "/organizations" | "/events" | "/webhooks";
  readonly label: string;
  readonly Icon: ComponentType<IconProps>;
  /** Pages of things below this one. */
  readonly also?: readonly string[];
}[] = [
  { to: "/", label: "Overview", Icon: IconGauge },
  {
    to: "/organizations",
    label: "Organizations",
    Icon: IconBuilding,
    also: ["/directories", "/users", "/groups"],
  },
  { to: "/events", label: "Events", Icon: IconListDetails },
  { to: "/webhooks", label: "Webhooks", Icon: IconWebhook },
];

/** The frame around every page. */
export function Layout({ session }: { readonly session: OperatorSession }) {
  const [opened, { toggle, close }] = useDisclosure();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const client = useQueryClient();
  const leave = useAction({
    run: signOut,
    onDone: () => forgetSession(client),
  });
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding={{ base: "md", sm: "lg" }}
    >
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={opened ? "Close the menu" : "Open the menu"}
            />
            <Text fw={700} size="lg">
              Rollcall
            </Text>
          </Group>
          <Group gap="sm" wrap="nowrap">
            <Text size="sm" c="dimmed" visibleFrom="sm" truncate maw={240}>
              {session.key.name}
            </Text>
            <ColorSchemeButton />
            <Button
              variant="default"
              size="sm"
              leftSection={<IconLogout size={16} aria-hidden />}
              loading={leave.isPending}
              onClick={() => leave.mutate()}
            >
              Sign out
            </Button>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label="Main">
        {pages.map(({ to, label, Icon, also = [] }) => (
          <MenuLink
            key={to}
            to={to}
            label={label}
            leftSection={<Icon size={18} aria-hidden />}
            active={isAt(path, [to, ...also])}
            onClick={close}
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main>
        <Box maw={1280} mx="auto">
          <Outlet />
        </Box>
      </AppShell.Main>
    </AppShell>
  );
}

function isAt(path: string, places: readonly string[]): boolean {
  return places.some((place) => (place === "/" ? path === "/" : path.startsWith(place)));
}
