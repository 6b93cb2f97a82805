import { Text } from "@mantine/core";
import { TextLink } from "./link.tsx";
import { Page } from "./page.tsx";

export function NotFound() {
  return (
    <Page title="There is nothing here">
      <Text>
        The address may be mistyped.{" "}
        <TextLink to="/" underline="always">
          Go to the overview
        </TextLink>
      </Text>
    </Page>
  );
}
