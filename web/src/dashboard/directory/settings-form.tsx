import { Button, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import type { Directory, UpdateDirectory } from "@rollcall/sdk";
import { type FormEvent, useState } from "react";
import { rollcall } from "../../api/client.ts";
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

type FieldsProps = {
  /** As they would be saved. */
  readonly settings: Directory;
  readonly change: (changes: UpdateDirectory) => void;
};

export function SettingsForm({ directory }: { readonly directory: Directory }) {
  // Only what was touched is sent: a field that another operator saves meanwhile keeps its value.
  const [changes, setChanges] = useState<UpdateDirectory>({});
  const save = useAction({
    run: () => rollcall.directories.update(directory.id, changes),
    done: "The settings are saved.",
    changes: [["directory", directory.id], ["directories"]],
    onDone: () => setChanges({}),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const fields: FieldsProps = {
    settings: { ...directory, ...changes } as Directory,
    change: (more) => setChanges((before) => ({ ...before, ...more })),
  };
  return (
    <Panel title="Settings">
      <form onSubmit={submit}>
        <Stack maw={520}>
          <NameFields {...fields} />
          <LifecycleFields {...fields} />
          <Group>
            <Button type="submit" loading={save.isPending} disabled={Object.keys(changes).length === 0}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

function NameFields({ settings, change }: FieldsProps) {
  return (
    <>
      <TextInput
        label="Name"
        value={settings.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
        maxLength={255}
      />
      <TextInput
        label="Label"
        description="May stand in the endpoint instead of its key: 3 to 64 lower-case letters, digits and hyphens."
        value={settings.label ?? ""}
        onChange={(event) => change({ label: event.currentTarget.value || null })}
        maxLength={64}
      />
      <NativeSelect
        label="Profile"
        description="Whose way of speaking SCIM is understood."
        data={profiles}
        value={settings.profile}
        onChange={(event) => change({ profile: chosen(profiles, event.currentTarget.value) })}
      />
    </>
  );
}

const deprovisioning: readonly { value: Directory["deprovisioning"]; label: string }[] = [
  { value: "retain", label: "Keep the user as inactive" },
  { value: "delete", label: "Delete the user for the application" },
];

const memberships: readonly { value: Directory["membership_on_deactivation"]; label: string }[] = [
  { value: "keep", label: "Keep" },
  { value: "remove", label: "Remove, with an event for each" },
];

/** The choice with this value, as the API's type has it. */
const chosen = <Value extends string>(
  choices: readonly { readonly value: Value }[],
  value: string,
): Value | undefined => choices.find((each) => each.value === value)?.value;

function LifecycleFields({ settings, change }: FieldsProps) {
  return (
    <>
      <NativeSelect
        label="When a user is deactivated"
        data={deprovisioning}
        value={settings.deprovisioning}
        onChange={(event) => change({ deprovisioning: chosen(deprovisioning, event.currentTarget.value) })}
      />
      <NativeSelect
        label="Memberships of a deactivated user"
        data={memberships}
        value={settings.membership_on_deactivation}
        onChange={(event) =>
          change({ membership_on_deactivation: chosen(memberships, event.currentTarget.value) })
        }
      />
      <TextInput
        label="User id attribute"
        description="The SCIM attribute that becomes a user's idp_id."
        value={settings.user_id_attribute}
        onChange={(event) => change({ user_id_attribute: event.currentTarget.value })}
      />
    </>
  );
}
