import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";

/** Where to look at what the pages look like; kept after the run. */
const folder = process.env.ROLLCALL_SCREENSHOTS ?? join(tmpdir(), "rollcall-screenshots");

export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
