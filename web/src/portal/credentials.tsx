import { Button, Group, Stack, Text } from "@mantine/core";
import type { Directory, DirectoryToken } from "@rollcall/sdk";
import type { UseQueryResult } from "@tanstack/react-query";
import { createPortalToken, portalTokensQuery, revokePortalToken } from "../api/portal.ts";
import { CopyField } from "../ui/copy-field.tsx";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Panel } from "../ui/panel.tsx";
import { SecretOnce } from "../ui/secret-once.tsx";
import { Time } from "../ui/time.tsx";
import { useAction } from "../ui/use-action.ts";
import { text } from "./text.ts";

const words = text.connect;

type CredentialsProps = {
  readonly directory: Directory;
  readonly tokens: UseQueryResult<readonly DirectoryToken[]>;
};

/** The two values that the provider asks for. */
export function Credentials({ directory, tokens }: CredentialsProps) {
  const changes = [portalTokensQuery(directory.id).queryKey];
  const create = useAction({ run: () => createPortalToken(directory.id), changes });
  const revoke = useAction({
    run: ({ id }: DirectoryToken) => revokePortalToken(directory.id, id),
    done: words.revoked,
    changes,
    // A revoked token must not stay on the screen as one to copy.
    onDone: () => create.reset(),
  });
  const columns: readonly Column<DirectoryToken>[] = [
    { title: words.suffix, render: ({ token_suffix }) => `… ${token_suffix}` },
    { title: words.created, render: ({ created_at }) => <Time at={created_at} /> },
    { title: words.lastUsed, render: ({ last_used_at }) => <Time at={last_used_at} /> },
    {
      title: words.action,
      render: (token) => (
        <Button
          variant="default"
          size="xs"
          aria-label={words.revokeLabel(token.token_suffix)}
          onClick={() => revoke.mutate(token)}
        >
          {words.revoke}
        </Button>
      ),
    },
  ];
  return (
    <Panel title={words.credentials}>
      <Stack>
        <CopyField label={words.endpoint} value={directory.scim_url} />
        {create.data && <SecretOnce label={words.token} secret={create.data.token} />}
        <Loaded query={tokens}>
          {(data) => (
            <>
              <Text size="sm" c="dimmed">
                {data.length === 0 ? words.tokenIntro : words.tokenLimit}
              </Text>
              {data.length > 0 && (
                <DataTable label={words.tokens} columns={columns} rows={data} rowKey={({ id }) => id} />
              )}
              <Group>
                <Button
                  variant={data.length === 0 ? "filled" : "default"}
                  loading={create.isPending}
                  onClick={() => create.mutate()}
                >
                  {words.create}
                </Button>
              </Group>
            </>
          )}
        </Loaded>
      </Stack>
    </Panel>
  );
}
