import { Button, Center, Paper, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { openLink, portalSessionQuery } from "../api/portal.ts";
import { useExplain } from "../ui/explain.ts";
import { Failure } from "../ui/states.tsx";
import { text } from "./text.ts";

type OpenLinkProps = { readonly token: string; readonly onOpened: () => void };

/** Loading the page uses nothing up, because mail scanners load it too: the button does. */
export function OpenLink({ token, onOpened }: OpenLinkProps) {
  const client = useQueryClient();
  const explain = useExplain();
  const open = useMutation({
    mutationFn: () => openLink(token),
    onSuccess(session) {
      client.setQueryData(portalSessionQuery.queryKey, session);
      onOpened();
    },
  });
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder p={{ base: "lg", sm: "xl" }} maw={480} w="100%">
        <Stack>
          <Title order={1} size="h2">
            {text.open.title}
          </Title>
          <Text>{text.open.intro}</Text>
          <Text c="dimmed" size="sm">
            {text.open.once}
          </Text>
          {open.error && <Failure {...explain(open.error)} />}
          <Button loading={open.isPending} onClick={() => open.mutate()}>
            {text.open.action}
          </Button>
        </Stack>
      </Paper>
    </Center>
  );
}
