import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import type { Organization } from "@rollcall/sdk";
import { IconBuilding, IconPlus, IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { rollcall } from "../api/client.ts";
import { usePages } from "../api/paging.ts";
import { type Column, DataTable, Paged } from "../ui/data-table.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Nothing } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";
import { useAction } from "../ui/use-action.ts";
import { TextLink } from "./link.tsx";
import { Page } from "./page.tsx";

const TYPING_MS = 250;

const columns: readonly Column<Organization>[] = [
  {
    title: "Name",
    render: ({ id, name }) => (
      <TextLink to="/organizations/$organizationId" params={{ organizationId: id }} fw={600}>
        {name}
      </TextLink>
    ),
  },
  { title: "Domains", render: ({ domains }) => domains.map(({ domain }) => domain).join(", ") || "–" },
  { title: "Your id", render: ({ external_id }) => external_id ?? "–" },
  { title: "Created", render: ({ created_at }) => <Time at={created_at} /> },
];

export function OrganizationsPage() {
  const [opened, { open, close }] = useDisclosure();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), TYPING_MS);
  const { query, onPrevious, onNext, reset } = usePages({
    queryKey: ["organizations", search],
    fetchPage: (cursor) =>
      rollcall.organizations.list({ ...cursor, limit: 20, ...(search === "" ? {} : { search }) }).page(),
  });
  return (
    <Page
      title="Organizations"
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
          Create organization
        </Button>
      }
    >
      <TextInput
        label="Search by name"
        maw={360}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          reset();
        }}
      />
      <Loaded query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <Nothing
              icon={<IconBuilding aria-hidden />}
              title={search === "" ? "No organization yet" : "No organization has this name"}
            >
              {search === "" && "An organization is one customer of your application."}
            </Nothing>
          ) : (
            <Paged onPrevious={onPrevious} onNext={onNext}>
              <DataTable label="Organizations" columns={columns} rows={data} rowKey={({ id }) => id} />
            </Paged>
          )
        }
      </Loaded>
      <CreateOrganization opened={opened} onClose={close} />
    </Page>
  );
}

type CreateOrganizationProps = { readonly opened: boolean; readonly onClose: () => void };

function CreateOrganization({ opened, onClose }: CreateOrganizationProps) {
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [domain, setDomain] = useState("");
  const create = useAction({
    run: () =>
      rollcall.organizations.create({
        name: name.trim(),
        ...(domain.trim() === ""
          ? {}
          : { domain_data: [{ domain: domain.trim(), state: "verified" as const }] }),
      }),
    changes: [["organizations"], ["overview"]],
    onDone: ({ id }) =>
      void navigate({ to: "/organizations/$organizationId", params: { organizationId: id } }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Create organization"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={255}
            data-autofocus
          />
          <TextInput
            label="Domain (optional)"
            description="Your application vouches for it."
            placeholder="acme.com"
            value={domain}
            onChange={(event) => setDomain(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={name.trim() === ""} loading={create.isPending}>
              Create
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
