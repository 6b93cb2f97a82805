import { DataList } from "@mantine/core";
import type { ReactNode } from "react";

export type Fact = readonly [label: string, value: ReactNode];

/** Names and values. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <DataList labelWidth="9rem">
      {facts.map(([label, value]) => (
        <DataList.Item key={label}>
          <DataList.ItemLabel>{label}</DataList.ItemLabel>
          <DataList.ItemValue>{value === null || value === "" ? "–" : value}</DataList.ItemValue>
        </DataList.Item>
      ))}
    </DataList>
  );
}
