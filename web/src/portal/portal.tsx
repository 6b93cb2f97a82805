import { Box, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { portalSessionQuery } from "../api/portal.ts";
import { Loaded } from "../ui/loaded.tsx";
import { useTitle } from "../ui/use-title.ts";
import { Frame } from "./frame.tsx";
import { OpenLink } from "./open-link.tsx";
import { Setup } from "./setup.tsx";
import { text } from "./text.ts";

/** An unused link comes first; then whoever has a session sets the directory up. */
export function Portal() {
  useTitle(undefined, text.application);
  const [token, setToken] = useState(() => new URLSearchParams(location.search).get("token"));
  const session = useQuery({ ...portalSessionQuery, enabled: token === null });
  if (token !== null) {
    const onOpened = () => {
      // Used up, it is of no use in the history, and a reload must not try it again.
      history.replaceState(null, "", location.pathname);
      setToken(null);
    };
    return <OpenLink token={token} onOpened={onOpened} />;
  }
  if (session.data)
    return (
      <Frame session={session.data}>
        <Setup session={session.data} />
      </Frame>
    );
  return (
    <Box component="main" p="xl" maw={640} mx="auto">
      <Loaded query={session}>
        {() => (
          <Stack>
            <Title order={1} size="h2">
              {text.noSession.title}
            </Title>
            <Text>{text.noSession.message}</Text>
          </Stack>
        )}
      </Loaded>
    </Box>
  );
}
