import { Alert, Button, EmptyState, Skeleton, Stack } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** What stands where a list or a page is about to be. */
export function Loading({ label = "Loading" }: { readonly label?: string }) {
  return (
    <Stack gap="sm" role="status" aria-label={label}>
      <Skeleton height={24} width="40%" />
      <Skeleton height={56} />
      <Skeleton height={56} />
    </Stack>
  );
}

type FailureProps = {
  readonly title: string;
  readonly message: string;
  readonly onRetry?: (() => void) | undefined;
};

/** What went wrong, in words, and the way to try again. */
export function Failure({ title, message, onRetry }: FailureProps) {
  return (
    <Alert color="red" variant="outline" title={title} icon={<IconAlertTriangle aria-hidden />} role="alert">
      <Stack gap="sm" align="flex-start">
        {message}
        {onRetry && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconRefresh size={16} aria-hidden />}
            onClick={onRetry}
          >
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

type NothingProps = {
  readonly title: string;
  readonly children?: ReactNode;
  readonly icon?: ReactNode;
};

/** An empty list says what will fill it. */
export function Nothing({ title, children, icon }: NothingProps) {
  return (
    <EmptyState py="lg" size="sm" icon={icon} withIndicatorBackground title={title} description={children} />
  );
}
