import { Alert, Code, Group, Paper, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconHeartbeat } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type Overview, overviewQuery } from "../api/operator.ts";
import { Facts } from "../ui/facts.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Panel } from "../ui/panel.tsx";
import { ButtonLink, TextLink } from "./link.tsx";
import { Page } from "./page.tsx";
import { PublicUrlWarning } from "./public-url-warning.tsx";

const REFRESH_MS = 10_000;

export function OverviewPage() {
  const overview = useQuery({ ...overviewQuery, refetchInterval: REFRESH_MS });
  return (
    <Page title="Overview">
      <Loaded query={overview}>{(data) => <Installation overview={data} />}</Loaded>
    </Page>
  );
}

function Installation({ overview }: { readonly overview: Overview }) {
  const { counts, webhooks, health, versions } = overview;
  return (
    <>
      <PublicUrlWarning />
      {health.problem !== null && (
        <Alert
          color="red"
          variant="outline"
          title="The server is not ready"
          icon={<IconHeartbeat aria-hidden />}
        >
          {health.problem}
        </Alert>
      )}
      <SimpleGrid cols={{ base: 2, md: 4 }} component="section" aria-label="Counts">
        <Count label="Organizations" count={counts.organizations} />
        <Count label="Directories" count={counts.directories} />
        <Count
          label="Users"
          count={counts.users.active}
          more={counts.users.inactive > 0 ? `and ${format(counts.users.inactive)} inactive` : undefined}
        />
        <Count label="Groups" count={counts.groups} />
      </SimpleGrid>
      {counts.organizations === 0 && <FirstSteps />}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Panel title="This server">
          <Facts
            facts={[
              ["Public URL", <Code key="url">{overview.public_url}</Code>],
              ["Health", health.problem === null ? "Ready" : "Not ready"],
              ["Database", overview.database === "sqlite" ? "SQLite" : "PostgreSQL"],
              ["Version", versions.rollcall],
              ["Node", versions.node],
            ]}
          />
        </Panel>
        <Panel title="Webhook deliveries">
          <Facts
            facts={[
              ["Waiting", format(webhooks.pending)],
              ["Parked", format(webhooks.parked)],
              ["Given up", format(webhooks.failed)],
              ["Events behind", format(webhooks.events_behind)],
            ]}
          />
          <Text size="sm" c="dimmed">
            Parked deliveries kept failing and are retried beside the others. Endpoints are under{" "}
            <TextLink to="/webhooks" underline="always">
              Webhooks
            </TextLink>
            .
          </Text>
        </Panel>
      </SimpleGrid>
    </>
  );
}

function FirstSteps() {
  return (
    <Panel title="Begin here">
      <Text>
        Create an organization for your first customer, add a directory to it, and give the endpoint and token
        to its identity provider.
      </Text>
      <Group>
        <ButtonLink to="/organizations">Create an organization</ButtonLink>
      </Group>
    </Panel>
  );
}

type CountProps = { readonly label: string; readonly count: number; readonly more?: string | undefined };

function Count({ label, count, more }: CountProps) {
  return (
    <Paper withBorder p="md">
      <Stack gap={2}>
        <Text size="sm" c="dimmed">
          {label}
        </Text>
        <Text size="xl" fw={650}>
          {format(count)}
        </Text>
        {more && (
          <Text size="sm" c="dimmed">
            {more}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}

const format = (number: number) => number.toLocaleString();
