import { Alert, Button, Group, Loader, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { useExplain } from "../ui/explain.ts";
import { Panel } from "../ui/panel.tsx";
import { Failure } from "../ui/states.tsx";
import { text } from "./text.ts";

const words = text.check;

type LiveCheckProps = {
  readonly asked: boolean;
  readonly anyUser: boolean;
  readonly anyGroup: boolean;
  /** Where to go once it works. */
  readonly successUrl: string | null;
  readonly lost: Pick<UseQueryResult, "error" | "refetch">;
};

/** Three things to wait for; each ticks itself. */
export function LiveCheck({ asked, anyUser, anyGroup, successUrl, lost }: LiveCheckProps) {
  const explain = useExplain();
  return (
    <Panel title={words.title}>
      {lost.error && <Failure {...explain(lost.error)} onRetry={() => void lost.refetch()} />}
      <Text size="sm" c="dimmed">
        {words.intro}
      </Text>
      <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: "none" }} aria-live="polite">
        <Tick done={asked} label={words.request} hint={words.requestHint} />
        <Tick done={anyUser} label={words.user} hint={words.userHint} />
        <Tick done={anyGroup} label={words.group} hint={words.groupHint} />
      </Stack>
      {anyUser && (
        <Alert color="teal" variant="outline" icon={<IconCheck aria-hidden />} title={words.finished}>
          {successUrl !== null && (
            <Button component="a" href={successUrl} rel="noreferrer">
              {words.leave}
            </Button>
          )}
        </Alert>
      )}
    </Panel>
  );
}

type TickProps = { readonly done: boolean; readonly label: string; readonly hint: string };

function Tick({ done, label, hint }: TickProps) {
  return (
    <Group component="li" gap="sm" wrap="nowrap" align="flex-start">
      <ThemeIcon
        radius="xl"
        size="md"
        color={done ? "teal.8" : "gray"}
        variant={done ? "filled" : "default"}
        aria-label={done ? words.done : words.waiting}
        role="img"
      >
        {done ? <IconCheck size={16} aria-hidden /> : <Loader size={14} aria-hidden />}
      </ThemeIcon>
      <Stack gap={0}>
        <Text fw={done ? 650 : undefined}>{label}</Text>
        {!done && (
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        )}
      </Stack>
    </Group>
  );
}
