import { Alert, Code, List, Stack, Text } from "@mantine/core";
import { IconWorldOff } from "@tabler/icons-react";
import type { ReactNode } from "react";

type PublicUrlAlertProps = {
  readonly publicUrl: string;
  /** Why a provider in the cloud refuses it; without any, nothing is shown. */
  readonly problems: readonly string[];
  /** What to do about it, which depends on who reads. */
  readonly children: ReactNode;
};

export function PublicUrlAlert({ publicUrl, problems, children }: PublicUrlAlertProps) {
  if (problems.length === 0) return null;
  return (
    <Alert
      color="orange"
      variant="outline"
      title="Okta will refuse this server's address"
      icon={<IconWorldOff aria-hidden />}
    >
      <Stack gap="xs">
        <Text size="sm">
          Providers would be told to push to <Code>{publicUrl}</Code>:
        </Text>
        <List size="sm">
          {problems.map((problem) => (
            <List.Item key={problem}>{problem}</List.Item>
          ))}
        </List>
        <Text size="sm" component="div">
          {children}
        </Text>
      </Stack>
    </Alert>
  );
}
