import { Button, Group, Stack, Text } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { rollcall } from "../api/client.ts";
import { CopyField } from "../ui/copy-field.tsx";
import { Panel } from "../ui/panel.tsx";
import { useAction } from "../ui/use-action.ts";

/** Makes a link for the customer's IT admin. */
export function PortalLink({ organizationId }: { readonly organizationId: string }) {
  const create = useAction({
    run: () => rollcall.portal.generateLink({ organization: organizationId, intent: "dsync" }),
  });
  const link = create.data?.link;
  return (
    <Panel title="Admin portal">
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          The customer's IT admin sets the directory up there, without an account. A link works once, within
          five minutes, and opens a session of four hours.
        </Text>
        {link !== undefined && (
          <CopyField
            label="Portal link"
            value={link}
            description="Shown this once. Opening it does not use it up; Continue does."
          />
        )}
        <Group>
          <Button
            variant={link === undefined ? "filled" : "default"}
            leftSection={<IconExternalLink size={16} aria-hidden />}
            loading={create.isPending}
            onClick={() => create.mutate()}
          >
            {link === undefined ? "Create portal link" : "Create another link"}
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}
