import { Button, Group, Modal, NativeSelect, Stack, TextInput } from "@mantine/core";
import type { Directory, NewDirectoryToken } from "@rollcall/sdk";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { rollcall } from "../api/client.ts";
import { providerName, providers } from "../api/providers.ts";
import { CopyField } from "../ui/copy-field.tsx";
import { SecretOnce } from "../ui/secret-once.tsx";
import { useAction } from "../ui/use-action.ts";
import { PublicUrlWarning } from "./public-url-warning.tsx";

type AddDirectoryProps = {
  readonly organizationId: string;
  readonly opened: boolean;
  readonly onClose: () => void;
};

type Created = { readonly directory: Directory; readonly token: NewDirectoryToken };

/** Provider and name, then the endpoint and the token for the provider. */
export function AddDirectory({ organizationId, opened, onClose }: AddDirectoryProps) {
  const [created, setCreated] = useState<Created>();
  const navigate = useNavigate();
  const leave = () => {
    onClose();
    if (created)
      void navigate({ to: "/directories/$directoryId", params: { directoryId: created.directory.id } });
    setCreated(undefined);
  };
  return (
    <Modal
      opened={opened}
      onClose={leave}
      title={created ? "Directory created" : "Add directory"}
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
      // One slip beside the dialog would take the token away for good.
      closeOnClickOutside={!created}
    >
      {created ? (
        <Stack>
          <PublicUrlWarning />
          <CopyField label="Endpoint" value={created.directory.scim_url} />
          <SecretOnce label="Token" secret={created.token.token} />
          <Group justify="flex-end">
            <Button onClick={leave}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <DirectoryForm organizationId={organizationId} onCancel={onClose} onCreated={setCreated} />
      )}
    </Modal>
  );
}

type DirectoryFormProps = {
  readonly organizationId: string;
  readonly onCancel: () => void;
  readonly onCreated: (created: Created) => void;
};

function DirectoryForm({ organizationId, onCancel, onCreated }: DirectoryFormProps) {
  const [type, setType] = useState<string>("okta scim v2.0");
  const [name, setName] = useState("");
  const create = useAction({
    async run() {
      const directory = await rollcall.directories.create({
        organization_id: organizationId,
        name: name.trim() || providerName(type),
        type,
      });
      return { directory, token: await rollcall.directoryTokens.create(directory.id) };
    },
    changes: [["directories"], ["overview"]],
    onDone: onCreated,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <NativeSelect
          label="Provider"
          value={type}
          onChange={(event) => setType(event.currentTarget.value)}
          data={providers.map((provider) => ({ value: provider.type, label: provider.name }))}
          data-autofocus
        />
        <TextInput
          label="Name"
          placeholder={providerName(type)}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={255}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
