import { Alert, type CSSVariablesResolver, createTheme, ModalHeader, Table } from "@mantine/core";

/** The one place where the applications' look is decided. */
export const theme = createTheme({
  primaryColor: "indigo",
  // Dark enough for white text on it, and light enough on a dark page: WCAG 1.4.3 asks for 4.5 to 1.
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  respectReducedMotion: true,
  defaultRadius: "md",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  headings: { fontWeight: "650" },
  components: {
    // In its own colour an alert's title is too faint on white; the icon and the line carry it.
    Alert: Alert.extend({ styles: { title: { color: "var(--mantine-color-text)" } } }),
    // Otherwise a dialog's heading counts as a second banner of the page.
    ModalHeader: ModalHeader.extend({ defaultProps: { role: "none" } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: "sm", horizontalSpacing: "sm" } }),
  },
});

/** The library's own greys for secondary text are too faint to read: 3.3 to 1 in light, 4.2 to 1 in dark. */
export const readableGreys: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "var(--mantine-color-gray-7)",
    "--mantine-color-placeholder": "var(--mantine-color-gray-7)",
  },
  dark: {
    "--mantine-color-dimmed": "var(--mantine-color-dark-1)",
    "--mantine-color-placeholder": "var(--mantine-color-dark-2)",
    "--mantine-color-anchor": "var(--mantine-color-indigo-3)",
  },
});
