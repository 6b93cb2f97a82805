import { useDocumentTitle } from "@mantine/hooks";

/** The window's title: where in which application one is. */
export function useTitle(page: string | undefined, application = "Rollcall"): void {
  useDocumentTitle(page ? `${page} · ${application}` : application);
}
