import { Button, Center, Group, Paper, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { operatorSessionQuery, signIn } from "../api/operator.ts";
import { ColorSchemeButton } from "../ui/color-scheme-button.tsx";
import { useExplain } from "../ui/explain.ts";
import { Failure } from "../ui/states.tsx";
import { useTitle } from "../ui/use-title.ts";

const COOKIE_REFUSED = {
  title: "The browser did not keep the session",
  message:
    "Its cookie is for https only, because the server's public URL is. Open the dashboard at that address.",
};

export function SignIn() {
  useTitle("Sign in");
  const client = useQueryClient();
  const explain = useExplain();
  const [apiKey, setApiKey] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ReturnType<typeof explain>>();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await signIn(apiKey.trim());
      setApiKey("");
      const session = await client.fetchQuery({ ...operatorSessionQuery, staleTime: 0 });
      if (session === null) setProblem(COOKIE_REFUSED);
    } catch (error) {
      setProblem(explain(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder p={{ base: "lg", sm: "xl" }} w="100%" maw={440}>
        <form onSubmit={submit}>
          <Stack>
            <Group justify="space-between">
              <Title order={1} size="h2">
                Rollcall
              </Title>
              <ColorSchemeButton />
            </Group>
            <Text c="dimmed">
              Sign in with an API key. The first one was printed when the server first started.
            </Text>
            <PasswordInput
              label="API key"
              placeholder="sk_…"
              value={apiKey}
              onChange={(event) => setApiKey(event.currentTarget.value)}
              autoComplete="off"
              visibilityToggleButtonProps={{ "aria-label": "Show the key" }}
              required
              withAsterisk={false}
              autoFocus
            />
            {problem && <Failure {...problem} />}
            <Button type="submit" loading={busy} disabled={apiKey.trim() === ""}>
              Sign in
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
