export type Column = { readonly title: string; readonly align?: "left" | "right" };

/** Aligned columns for a terminal, two spaces apart. */
export const renderTable = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): readonly string[] => {
  const titles = columns.map(({ title }) => title);
  const widths = columns.map((_, index) =>
    Math.max(...[titles, ...rows].map((row) => displayWidth(row[index] ?? ""))),
  );
  const line = (row: readonly string[]) =>
    columns
      .map((column, index) => pad(row[index] ?? "", widths[index] ?? 0, column.align ?? "left"))
      .join("  ")
      .trimEnd();
  return [line(titles), widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)];
};

const pad = (cell: string, width: number, align: "left" | "right"): string => {
  const space = " ".repeat(Math.max(0, width - displayWidth(cell)));
  return align === "left" ? cell + space : space + cell;
};

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Terminal cells: names in Chinese, Japanese and Korean take two cells a character. */
const displayWidth = (cell: string): number => {
  let width = 0;
  for (const { segment } of graphemes.segment(cell)) {
    width += /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(segment)
      ? 2
      : 1;
  }
  return width;
};
