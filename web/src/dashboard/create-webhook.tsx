import { Button, Checkbox, Group, Modal, SimpleGrid, Stack, TextInput } from "@mantine/core";
import type { QueryKey } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { rollcall } from "../api/client.ts";
import { useAction } from "../ui/use-action.ts";
import { eventTypes } from "./event-types.ts";

const common = eventTypes.filter((type) => !/token|^rollcall/.test(type));

type CreateWebhookProps = {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly changes: readonly QueryKey[];
};

export function CreateWebhook({ opened, onClose, changes }: CreateWebhookProps) {
  const [url, setUrl] = useState("");
  const [events, setEvents] = useState<string[]>([...common]);
  const create = useAction({
    run: () => rollcall.webhookEndpoints.create({ endpoint_url: url.trim(), events }),
    done: "The endpoint receives what happens from now on.",
    changes,
    onDone: () => {
      setUrl("");
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Add endpoint"
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Address"
            placeholder="https://app.example.com/webhooks"
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
            data-autofocus
          />
          <Checkbox.Group label="Events" value={events} onChange={setEvents}>
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" mt="xs">
              {eventTypes.map((type) => (
                <Checkbox key={type} value={type} label={type} />
              ))}
            </SimpleGrid>
          </Checkbox.Group>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              disabled={url.trim() === "" || events.length === 0}
              loading={create.isPending}
            >
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
