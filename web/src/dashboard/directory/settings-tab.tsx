import { Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Directory, UpdateDirectory } from "@rollcall/sdk";
import { IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { rollcall } from "../../api/client.ts";
import { DeleteDialog } from "../../ui/delete-dialog.tsx";
import { Panel } from "../../ui/panel.tsx";
import { useAction } from "../../ui/use-action.ts";

const profiles: readonly { value: Directory["profile"]; label: string }[] = [
  { value: "okta", label: "Okta" },
  { value: "entra", label: "Microsoft Entra ID" },
  { value: "onelogin", label: "OneLogin" },
  { value: "jumpcloud", label: "JumpCloud" },
  { value: "ping", label: "Ping" },
  { value: "google", label: "Google" },
  { value: "sailpoint", label: "SailPoint" },
  { value: "generic", label: "Any SCIM 2.0" },
  { value: "strict", label: "The RFC to the letter" },
];

export function SettingsTab({ directory }: { readonly directory: Directory }) {
  return (
    <Stack>
      {/* What another operator saves must not be overwritten by fields that this one never touched. */}
      <SettingsForm key={directory.updated_at} directory={directory} />
      <Switch directory={directory} />
      <DeleteDirectory directory={directory} />
    </Stack>
  );
}

function SettingsForm({ directory }: { readonly directory: Directory }) {
  const [settings, setSettings] = useState<UpdateDirectory>({
    name: directory.name,
    label: directory.label,
    profile: directory.profile,
    deprovisioning: directory.deprovisioning,
    membership_on_deactivation: directory.membership_on_deactivation,
    user_id_attribute: directory.user_id_attribute,
  });
  const set = (changes: UpdateDirectory) => setSettings((before) => ({ ...before, ...changes }));
  const save = useAction({
    run: () => rollcall.directories.update(directory.id, { ...settings, label: settings.label || null }),
    done: "The settings are saved.",
    changes: [["directory", directory.id], ["directories"]],
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Panel title="Settings">
      <form onSubmit={submit}>
        <Stack maw={520}>
          <TextInput
            label="Name"
            value={settings.name ?? ""}
            onChange={(event) => set({ name: event.currentTarget.value })}
            maxLength={255}
          />
          <TextInput
            label="Label"
            description="May stand in the endpoint instead of its key: 3 to 64 lower-case letters, digits and hyphens."
            value={settings.label ?? ""}
            onChange={(event) => set({ label: event.currentTarget.value })}
            maxLength={64}
          />
          <NativeSelect
            label="Profile"
            description="Whose way of speaking SCIM is understood."
            data={profiles}
            value={settings.profile ?? "generic"}
            onChange={(event) => set({ profile: event.currentTarget.value as Directory["profile"] })}
          />
          <NativeSelect
            label="When a user is deactivated"
            data={[
              { value: "retain", label: "Keep the user as inactive" },
              { value: "delete", label: "Delete the user for the application" },
            ]}
            value={settings.deprovisioning ?? "retain"}
            onChange={(event) =>
              set({ deprovisioning: event.currentTarget.value as Directory["deprovisioning"] })
            }
          />
          <NativeSelect
            label="Memberships of a deactivated user"
            data={[
              { value: "keep", label: "Keep" },
              { value: "remove", label: "Remove, with an event for each" },
            ]}
            value={settings.membership_on_deactivation ?? "keep"}
            onChange={(event) =>
              set({
                membership_on_deactivation: event.currentTarget
                  .value as Directory["membership_on_deactivation"],
              })
            }
          />
          <TextInput
            label="User id attribute"
            description="The SCIM attribute that becomes a user's idp_id."
            value={settings.user_id_attribute ?? ""}
            onChange={(event) => set({ user_id_attribute: event.currentTarget.value })}
          />
          <Group>
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
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
