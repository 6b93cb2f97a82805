import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { eventTypes } from "./event-types.ts";
import { EventsList } from "./events-list.tsx";
import { Page } from "./page.tsx";

const ALL = "";

export function EventsPage() {
  const [type, setType] = useState(ALL);
  return (
    <Page title="Events">
      <NativeSelect
        label="Type"
        maw={320}
        value={type}
        onChange={(event) => setType(event.currentTarget.value)}
        data={[{ value: ALL, label: "All" }, ...eventTypes]}
      />
      <EventsList key={type} filter={{ events: type === ALL ? [...eventTypes] : [type] }} />
    </Page>
  );
}
