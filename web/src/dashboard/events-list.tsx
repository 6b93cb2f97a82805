import { Accordion, Group, Stack, Text } from "@mantine/core";
import type { Event, ListEventsQuery } from "@rollcall/sdk";
import { IconListDetails } from "@tabler/icons-react";
import { rollcall } from "../api/client.ts";
import { usePages } from "../api/paging.ts";
import { Paged } from "../ui/data-table.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Nothing } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";

const REFRESH_MS = 5_000;

type EventsListProps = {
  readonly filter: ListEventsQuery;
  /** Only events of this directory. The API has no such filter, so that pages may be shorter than others. */
  readonly directoryId?: string;
};

/** Events, the newest first; each opens to its payload. */
export function EventsList({ filter, directoryId }: EventsListProps) {
  const { query, onPrevious, onNext } = usePages({
    queryKey: ["events", filter],
    fetchPage: (cursor) => rollcall.events.list({ ...filter, ...cursor, order: "desc", limit: 50 }).page(),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Loaded query={query}>
      {({ data }) => {
        const shown =
          directoryId === undefined ? data : data.filter((event) => directoryOf(event) === directoryId);
        return (
          <Paged onPrevious={onPrevious} onNext={onNext}>
            {shown.length === 0 ? (
              <Nothing icon={<IconListDetails aria-hidden />} title="No event on this page" />
            ) : (
              <Accordion variant="contained" multiple>
                {shown.map((event) => (
                  <EventItem key={event.id} event={event} />
                ))}
              </Accordion>
            )}
          </Paged>
        );
      }}
    </Loaded>
  );
}

function EventItem({ event }: { readonly event: Event }) {
  return (
    <Accordion.Item value={event.id}>
      <Accordion.Control>
        <Group justify="space-between" gap="xs" pr="xs">
          <Stack gap={0}>
            <Text size="sm" ff="monospace" fw={600}>
              {event.event}
            </Text>
            <Text size="sm">{subjectOf(event)}</Text>
          </Stack>
          <Text size="sm" c="dimmed" component="div">
            <Time at={event.created_at} />
          </Text>
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        <JsonView label={`Payload of ${event.event}`} value={event} />
      </Accordion.Panel>
    </Accordion.Item>
  );
}

type Data = Readonly<Record<string, unknown>>;
const text = (value: unknown) => (typeof value === "string" ? value : "");

/** Whom or what it tells of, in a few words. */
function subjectOf({ data }: Event): string {
  const all = data as Data;
  const user = all.user as Data | undefined;
  const group = all.group as Data | undefined;
  if (user && group) return `${nameOf(user)} – ${nameOf(group)}`;
  return nameOf(all);
}

function nameOf(data: Data): string {
  const fields = [
    data.name,
    data.username,
    data.email,
    data.token_suffix && `token …${text(data.token_suffix)}`,
  ];
  return fields.map(text).find((each) => each.trim() !== "") ?? text(data.id);
}

function directoryOf({ data }: Event): string {
  const all = data as Data;
  return all.object === "directory" ? text(all.id) : text(all.directory_id);
}
