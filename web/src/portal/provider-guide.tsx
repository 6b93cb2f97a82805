import { List, Tabs, Text } from "@mantine/core";
import type { Directory } from "@rollcall/sdk";
import { providerName } from "../api/providers.ts";
import { Panel } from "../ui/panel.tsx";
import { type Guide, oktaGuides, otherGuide } from "./guides.ts";
import { text } from "./text.ts";

/** What to do in the provider's own screens. */
export function ProviderGuide({ directory }: { readonly directory: Directory }) {
  const okta = directory.type === "okta scim v2.0";
  return (
    <Panel title={text.connect.steps(providerName(directory.type))}>
      {okta ? <OktaGuides /> : <Steps guide={otherGuide} />}
    </Panel>
  );
}

function OktaGuides() {
  return (
    <>
      <Text>{text.connect.shape}</Text>
      <Tabs defaultValue={oktaGuides[0]?.id ?? null} keepMounted={false}>
        <Tabs.List>
          {oktaGuides.map(({ id, name }) => (
            <Tabs.Tab key={id} value={id}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {oktaGuides.map((guide) => (
          <Tabs.Panel key={guide.id} value={guide.id} pt="md">
            <Steps guide={guide} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}

function Steps({ guide }: { readonly guide: Guide }) {
  return (
    <List type="ordered" spacing="sm">
      {guide.steps.map((step) => (
        <List.Item key={step}>{marked(step)}</List.Item>
      ))}
    </List>
  );
}

/** What the provider's screen says stands out. */
function marked(step: string) {
  return step.split(/[{}]/).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <Text key={part} span fw={650}>
        {part}
      </Text>
    ),
  );
}
