import { Button, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Directory } from "@rollcall/sdk";
import { IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { rollcall } from "../../api/client.ts";
import { DeleteDialog } from "../../ui/delete-dialog.tsx";
import { Panel } from "../../ui/panel.tsx";
import { useAction } from "../../ui/use-action.ts";
import { SettingsForm } from "./settings-form.tsx";

export function SettingsTab({ directory }: { readonly directory: Directory }) {
  return (
    <Stack>
      <SettingsForm directory={directory} />
      <Switch directory={directory} />
      <DeleteDirectory directory={directory} />
    </Stack>
  );
}

function Switch({ directory }: { readonly directory: Directory }) {
  const { id, enabled } = directory;
  const toggle = useAction({
    run: () => (enabled ? rollcall.directories.disable(id) : rollcall.directories.enable(id)),
    done: enabled ? "The directory is disabled." : "The directory is enabled.",
    changes: [["directory", id], ["directories"]],
  });
  return (
    <Panel title={enabled ? "Disable" : "Enable"}>
      <Text size="sm">
        {enabled
          ? "A disabled directory refuses its provider. Its users and groups stay as they are, and no event is sent for them."
          : "The provider is refused at the moment. Enabled again, it goes on where it stopped."}
      </Text>
      <Group>
        <Button variant="default" loading={toggle.isPending} onClick={() => toggle.mutate()}>
          {enabled ? "Disable directory" : "Enable directory"}
        </Button>
      </Group>
    </Panel>
  );
}

function DeleteDirectory({ directory }: { readonly directory: Directory }) {
  const [opened, { open, close }] = useDisclosure();
  const navigate = useNavigate();
  const remove = useAction({
    run: () => rollcall.directories.delete(directory.id),
    done: `${directory.name} is being deleted.`,
    changes: [["directories"], ["overview"]],
    onDone: () =>
      void navigate({
        to: "/organizations/$organizationId",
        params: { organizationId: directory.organization_id },
      }),
  });
  return (
    <Panel title="Delete">
      <Text size="sm">The endpoint stops at once. Its users and groups are removed in the background.</Text>
      <Group>
        <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={open}>
          Delete directory
        </Button>
      </Group>
      <DeleteDialog
        opened={opened}
        onClose={close}
        title="Delete directory"
        name={directory.name}
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        Your application receives one event, dsync.deleted, and none for each user. This cannot be undone.
      </DeleteDialog>
    </Panel>
  );
}
