import { Button, Group, NativeSelect, Stack } from "@mantine/core";
import type { Directory, DirectoryToken } from "@rollcall/sdk";
import { IconKey } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { rollcall } from "../../api/client.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { SecretOnce } from "../../ui/secret-once.tsx";
import { Nothing } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { useAction } from "../../ui/use-action.ts";
import { directoryTokensQuery } from "../queries.ts";

const DAY = 86_400;
const lifetimes = [
  { value: "", label: "Never" },
  { value: String(30 * DAY), label: "30 days" },
  { value: String(90 * DAY), label: "90 days" },
  { value: String(365 * DAY), label: "1 year" },
];

export function TokensTab({ directory }: { readonly directory: Directory }) {
  const [lifetime, setLifetime] = useState("");
  const tokens = useQuery(directoryTokensQuery(directory.id));
  const changes = [directoryTokensQuery(directory.id).queryKey];
  const create = useAction({
    run: () =>
      rollcall.directoryTokens.create(
        directory.id,
        lifetime === "" ? {} : { lifetime_seconds: Number(lifetime) },
      ),
    changes,
  });
  const revoke = useAction({
    run: ({ id }: DirectoryToken) => rollcall.directoryTokens.revoke(directory.id, id),
    done: "The token is revoked.",
    changes,
    // A revoked token must not stay on the screen as one to copy.
    onDone: () => create.reset(),
  });
  const columns: readonly Column<DirectoryToken>[] = [
    { title: "Token", render: ({ token_suffix }) => `… ${token_suffix}` },
    { title: "Created", render: ({ created_at }) => <Time at={created_at} /> },
    { title: "Last used", render: ({ last_used_at }) => <Time at={last_used_at} /> },
    { title: "Expires", render: ({ expires_at }) => <Time at={expires_at} /> },
    {
      title: "Action",
      render: (token) => (
        <Button
          variant="default"
          size="xs"
          aria-label={`Revoke the token that ends in ${token.token_suffix}`}
          loading={revoke.isPending && revoke.variables?.id === token.id}
          onClick={() => revoke.mutate(token)}
        >
          Revoke
        </Button>
      ),
    },
  ];
  return (
    <Stack>
      {create.data && <SecretOnce label="Token" secret={create.data.token} />}
      <Group align="flex-end">
        <NativeSelect
          label="Expires"
          data={lifetimes}
          value={lifetime}
          onChange={(event) => setLifetime(event.currentTarget.value)}
        />
        <Button loading={create.isPending} onClick={() => create.mutate()}>
          Create token
        </Button>
      </Group>
      <Loaded query={tokens}>
        {(data) =>
          data.length === 0 ? (
            <Nothing icon={<IconKey aria-hidden />} title="No token">
              Without one the provider cannot push. Two may be active at once, so that one can replace the
              other.
            </Nothing>
          ) : (
            <DataTable label="Tokens" columns={columns} rows={data} rowKey={({ id }) => id} />
          )
        }
      </Loaded>
    </Stack>
  );
}
