import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { type Explain, ExplainContext } from "./explain.ts";
import { readableGreys, theme } from "./theme.ts";

/** The nonce of this page: without it the browser refuses the style sheets that components write. */
const nonce = document.querySelector<HTMLElement>("meta[property=csp-nonce]")?.nonce ?? "";
// Where the library that stops the page from scrolling behind a dialog looks for it.
Object.assign(globalThis, { __webpack_nonce__: nonce });

/** Puts an application on the page, with the theme and what every screen needs. */
export function startApp(application: ReactNode, explain: Explain): void {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no #root");
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={readableGreys}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        <Notifications position="bottom-right" />
        <ExplainContext value={explain}>{application}</ExplainContext>
      </MantineProvider>
    </StrictMode>,
  );
}
