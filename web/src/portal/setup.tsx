import { Button, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type PortalSession, portalDirectoriesQuery } from "../api/portal.ts";
import { Loaded } from "../ui/loaded.tsx";
import { ChooseProvider } from "./choose-provider.tsx";
import { Connect } from "./connect.tsx";
import { text } from "./text.ts";

/** Which step it is follows from what there is, so that a closed tab loses nothing. */
export function Setup({ session }: { readonly session: PortalSession }) {
  const directories = useQuery(portalDirectoriesQuery);
  const [chosen, setChosen] = useState<string>();
  return (
    <Loaded query={directories}>
      {(data) => {
        const [first, ...others] = data;
        if (!first) return <ChooseProvider organization={session.organization.name} />;
        const directory = others.length === 0 ? first : data.find(({ id }) => id === chosen);
        if (directory) return <Connect key={directory.id} directory={directory} session={session} />;
        return (
          <Stack align="flex-start">
            <Title order={1} size="h2">
              {text.choose.title(session.organization.name)}
            </Title>
            <Text>{text.choose.several}</Text>
            {data.map(({ id, name }) => (
              <Button key={id} variant="default" onClick={() => setChosen(id)}>
                {text.choose.open(name)}
              </Button>
            ))}
          </Stack>
        );
      }}
    </Loaded>
  );
}
