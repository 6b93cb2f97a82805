import { Alert, Stack, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { CopyField } from "./copy-field.tsx";

/** A secret on the one occasion that it is shown. It lives in the component's memory, and nowhere else. */
export function SecretOnce({ label, secret }: { readonly label: string; readonly secret: string }) {
  return (
    <Alert color="indigo" variant="outline" title="Copy it now" icon={<IconKey aria-hidden />}>
      <Stack gap="sm">
        <Text size="sm">
          This is the only time that it is shown. Whoever has it can write to this directory.
        </Text>
        <CopyField label={label} value={secret} />
      </Stack>
    </Alert>
  );
}
