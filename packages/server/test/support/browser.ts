import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { findChromium } from "../../../../test/chromium.ts";

/** For root, for machines without a network, and without what a browser does of its own accord. */
const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: findChromium(), args: FLAGS });

export type Tab = {
  readonly page: Page;
  /** What the browser complained of: errors of scripts, and refusals by the content security policy. */
  readonly complaints: readonly string[];
};

export type TabOptions = {
  readonly colorScheme?: "light" | "dark";
  readonly width?: number;
};

/** A window of somebody who has never been here. */
export async function openTab(browser: Browser, options: TabOptions = {}): Promise<Tab> {
  const { colorScheme = "light", width = 1280 } = options;
  const context: BrowserContext = await browser.newContext({
    colorScheme,
    viewport: { width, height: 900 },
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // A refused request is written to the console too; the pages show it, and tests ask them.
    if (message.type() === "error" && !/Failed to load resource/.test(message.text()))
      complaints.push(message.text());
  });
  return { page, complaints };
}

/** What axe finds on the page as it is now: which rule, and where. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")} – ${failureSummary}`),
  );
}
