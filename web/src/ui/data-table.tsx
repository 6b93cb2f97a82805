import { Box, Button, Group, Stack, Table } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";

export type Column<Row> = {
  readonly title: string;
  readonly render: (row: Row) => ReactNode;
};

type DataTableProps<Row> = {
  /** What the rows are, for who cannot see the heading above. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
};

/** A table that scrolls by itself where the screen is narrow, by keyboard too. */
export function DataTable<Row>({ label, columns, rows, rowKey }: DataTableProps<Row>) {
  return (
    <Box
      component="section"
      aria-label={`${label}, scrollable`}
      // A region that scrolls has to be reached by keyboard.
      tabIndex={0}
      style={{ overflowX: "auto" }}
    >
      <Table aria-label={label} miw={560} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ title }) => (
              <Table.Th key={title} scope="col" style={{ whiteSpace: "nowrap" }}>
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {columns.map(({ title, render }) => (
                <Table.Td key={title}>{render(row)}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}

type PagerProps = {
  readonly onPrevious: (() => void) | undefined;
  readonly onNext: (() => void) | undefined;
  readonly children: ReactNode;
};

/** A list with the buttons to its neighbouring pages; without any when there is one page only. */
export function Paged({ onPrevious, onNext, children }: PagerProps) {
  return (
    <Stack gap="sm">
      {children}
      {(onPrevious || onNext) && (
        <Group justify="flex-end" component="nav" aria-label="Pages">
          <Button
            variant="default"
            size="xs"
            leftSection={<IconChevronLeft size={16} aria-hidden />}
            disabled={!onPrevious}
            onClick={onPrevious}
          >
            Previous
          </Button>
          <Button
            variant="default"
            size="xs"
            rightSection={<IconChevronRight size={16} aria-hidden />}
            disabled={!onNext}
            onClick={onNext}
          >
            Next
          </Button>
        </Group>
      )}
    </Stack>
  );
}
