import { SimpleGrid, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { createPortalDirectory, portalDirectoriesQuery } from "../api/portal.ts";
import { useAction } from "../ui/use-action.ts";
import { text } from "./text.ts";

type Tile = { readonly type: string; readonly name: string; readonly hint: string };

const tiles: readonly Tile[] = [
  { type: "okta scim v2.0", name: "Okta", hint: "Workforce Identity" },
  { type: "generic scim v2.0", name: text.choose.other, hint: text.choose.otherName },
];

/** Creates the organization's directory by its provider. */
export function ChooseProvider({ organization }: { readonly organization: string }) {
  const create = useAction({
    run: ({ type, name }: Tile) =>
      createPortalDirectory({ type, name: `${organization} ${name}`.slice(0, 255) }),
    changes: [portalDirectoriesQuery.queryKey],
  });
  return (
    <Stack>
      <Title order={1} size="h2">
        {text.choose.title(organization)}
      </Title>
      <Text>{text.choose.intro}</Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {tiles.map((tile) => (
          <UnstyledButton
            key={tile.type}
            p="lg"
            bd="1px solid var(--mantine-color-default-border)"
            bdrs="md"
            disabled={create.isPending}
            onClick={() => create.mutate(tile)}
          >
            <Text fw={650} size="lg">
              {tile.name}
            </Text>
            <Text size="sm" c="dimmed">
              {tile.hint}
            </Text>
          </UnstyledButton>
        ))}
      </SimpleGrid>
    </Stack>
  );
}
