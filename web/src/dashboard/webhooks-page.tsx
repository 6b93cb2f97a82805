import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { WebhookEndpoint } from "@rollcall/sdk";
import { IconAlertTriangle, IconPlus, IconWebhook } from "@tabler/icons-react";
import { rollcall } from "../api/client.ts";
import { usePages } from "../api/paging.ts";
import { CopyField } from "../ui/copy-field.tsx";
import { Paged } from "../ui/data-table.tsx";
import { DeleteDialog } from "../ui/delete-dialog.tsx";
import { Facts } from "../ui/facts.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Panel } from "../ui/panel.tsx";
import { StateBadge } from "../ui/state-badge.tsx";
import { Nothing } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";
import { useAction } from "../ui/use-action.ts";
import { CreateWebhook } from "./create-webhook.tsx";
import { Page } from "./page.tsx";

const WEBHOOKS = ["webhooks"] as const;
const REFRESH_MS = 10_000;

export function WebhooksPage() {
  const [opened, { open, close }] = useDisclosure();
  const { query, onPrevious, onNext } = usePages({
    queryKey: WEBHOOKS,
    fetchPage: (cursor) => rollcall.webhookEndpoints.list({ ...cursor, limit: 10 }).page(),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Page
      title="Webhooks"
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
          Add endpoint
        </Button>
      }
    >
      <Loaded query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <Nothing icon={<IconWebhook aria-hidden />} title="No endpoint yet">
              An endpoint is an address of your application to which events are posted.
            </Nothing>
          ) : (
            <Paged onPrevious={onPrevious} onNext={onNext}>
              <Stack>
                {data.map((endpoint) => (
                  <Endpoint key={endpoint.id} endpoint={endpoint} />
                ))}
              </Stack>
            </Paged>
          )
        }
      </Loaded>
      <CreateWebhook opened={opened} onClose={close} changes={[WEBHOOKS]} />
    </Page>
  );
}

const reasons = {
  gone: "Rollcall disabled it: the address answered 410 Gone.",
  failing: "Rollcall disabled it: every delivery failed for days.",
} as const;

function Endpoint({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
  const { endpoint_url: url, disabled_reason: reason } = endpoint;
  const [revealed, { toggle }] = useDisclosure();
  return (
    <Panel title={url} actions={<StateBadge state={endpoint.status} />}>
      {reason !== null && (
        <Alert
          color="orange"
          variant="outline"
          icon={<IconAlertTriangle aria-hidden />}
          title={reasons[reason]}
        >
          Enabled again, it goes on with the event where it stopped.
        </Alert>
      )}
      <Facts
        facts={[
          ["Events", endpoint.events.join(", ")],
          [
            "Failing since",
            endpoint.failing_since === null ? "–" : <Time key="f" at={endpoint.failing_since} />,
          ],
          ["Created", <Time key="created" at={endpoint.created_at} />],
        ]}
      />
      {revealed && <CopyField label="Signing secret" value={endpoint.secret} />}
      <Group>
        <Button variant="default" size="xs" aria-expanded={revealed} onClick={toggle}>
          {revealed ? "Hide secret" : "Show secret"}
        </Button>
        <PauseButton endpoint={endpoint} />
        <DeleteButton endpoint={endpoint} />
      </Group>
    </Panel>
  );
}

function PauseButton({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
  const enabled = endpoint.status === "enabled";
  const toggle = useAction({
    run: () => rollcall.webhookEndpoints.update(endpoint.id, { status: enabled ? "disabled" : "enabled" }),
    done: enabled ? "Deliveries are paused." : "Deliveries go on.",
    changes: [WEBHOOKS],
  });
  return (
    <Button variant="default" size="xs" loading={toggle.isPending} onClick={() => toggle.mutate()}>
      {enabled ? "Pause" : "Enable"}
    </Button>
  );
}

function DeleteButton({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
  const [opened, { open, close }] = useDisclosure();
  const remove = useAction({
    run: () => rollcall.webhookEndpoints.delete(endpoint.id),
    done: "The endpoint is deleted.",
    changes: [WEBHOOKS],
  });
  return (
    <>
      <Button variant="default" size="xs" onClick={open}>
        Delete
      </Button>
      <DeleteDialog
        opened={opened}
        onClose={close}
        title="Delete endpoint"
        name={endpoint.endpoint_url}
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        <Text span>Deliveries that wait for it are deleted too.</Text>
      </DeleteDialog>
    </>
  );
}
