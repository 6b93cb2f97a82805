import { Stack, Title } from "@mantine/core";
import type { Directory } from "@rollcall/sdk";
import { useQuery } from "@tanstack/react-query";
import { type PortalSession, portalDirectoryQuery, portalTokensQuery } from "../api/portal.ts";
import { Credentials } from "./credentials.tsx";
import { LiveCheck } from "./live-check.tsx";
import { ProviderGuide } from "./provider-guide.tsx";
import { Status } from "./status.tsx";
import { text } from "./text.ts";

/** The look-out for what the admin does in the other window. */
const LOOK_MS = 2_000;

type ConnectProps = { readonly directory: Directory; readonly session: PortalSession };

export function Connect({ directory: known, session }: ConnectProps) {
  const looked = useQuery({
    ...portalDirectoryQuery(known.id),
    initialData: known,
    refetchInterval: LOOK_MS,
  });
  const tokens = useQuery({ ...portalTokensQuery(known.id), refetchInterval: LOOK_MS });
  const directory = looked.data;
  const { users, groups } = directory.metadata;
  const anyone = users.active + users.inactive > 0;
  return (
    <Stack gap="lg">
      <Title order={1} size="h2">
        {text.connect.title(directory.name)}
      </Title>
      <Credentials directory={directory} tokens={tokens} />
      <ProviderGuide directory={directory} />
      <LiveCheck
        asked={anyone || (tokens.data ?? []).some(({ last_used_at }) => last_used_at !== null)}
        anyUser={anyone}
        anyGroup={groups > 0}
        successUrl={session.success_url}
        lost={looked}
      />
      {(anyone || groups > 0) && <Status directory={directory} />}
    </Stack>
  );
}
